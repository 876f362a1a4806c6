"use strict";
// The engine is the library compiled to WebAssembly. It stands, compressed, in a
// script of its own, since a page that is opened from a folder may load scripts and
// nothing else.
const engine = (() => {
  const load = src => new Promise((done, failed) => {
    const s = document.createElement("script");
    s.src = src;
    s.onload = done;
    s.onerror = () => failed(new Error(src + " is missing beside the page"));
    document.head.append(s);
  });
  const start = async () => {
    await load("wasm_exec.js");
    await load("medcode.wasm.js");
    const text = atob(self.medcodeWasm);
    delete self.medcodeWasm;
    const bytes = Uint8Array.from(text, c => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const go = new Go();
    const {instance} = await WebAssembly.instantiate(await new Response(stream).arrayBuffer(), go.importObject);
    const ready = new Promise(done => { self.medcodeReady = done; });
    go.run(instance);
    await ready;
  };
  const started = start();
  return async request => {
    await started;
    return self.medcodeAnswer(request);
  };
})();
