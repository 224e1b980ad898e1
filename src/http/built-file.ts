// Where a file of the built program is: threads and worker processes run built files, whether they are started from source or from dist.

/** The built file of a name beside the module at `ownUrl`: for a module of src/FOLDER the one in dist/FOLDER. */
export function builtFile(ownUrl: string, name: string): URL {
  const beside = ownUrl.endsWith(".ts") ? ownUrl.replace(/\/src\/([^/]+)\/[^/]*$/, "/dist/$1/") : ownUrl;
  return new URL(`./${name}`, beside);
}
