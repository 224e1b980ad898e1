// The certificates of PHP programs: cURL and the streams of PHP read them from an ini file, and from no variable.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Makes a folder below `folder` with an ini file that names the bundle; gives its path. Of what php.ini says, this alone is replaced. */
export async function makePhpIniFolder(folder: string, bundleFile: string): Promise<string> {
  const own = join(folder, "php");
  await mkdir(own, { recursive: true, mode: 0o700 });
  await writeFile(join(own, "countersign.ini"), phpIni(bundleFile), { mode: 0o600 });
  return own;
}

/** In double quotes the ini format takes `\`, `"` and `$` for more than themselves. */
function phpIni(bundleFile: string): string {
  const value = bundleFile.replace(/[\\"$]/g, "\\$&");
  return `curl.cainfo="${value}"\nopenssl.cafile="${value}"\n`;
}
