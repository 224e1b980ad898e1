// Components of the page as HTML text: what stands there before anybody does anything.
import type { ComponentType } from "preact";
import { h } from "preact";
import { render } from "preact-render-to-string";

/** The HTML of a component. */
export function rendered<Props extends object>(
  component: ComponentType<Props>,
  props: NoInfer<Props>,
): string {
  return render(h(component, props));
}

/** Its text alone, blanks as one. */
export function renderedText<Props extends object>(
  component: ComponentType<Props>,
  props: NoInfer<Props>,
): string {
  return rendered(component, props)
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}
