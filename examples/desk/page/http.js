"use strict";
// The engine is the program that served the page, on loopback.
const engine = async request => {
  const r = await fetch("ask", {method: "POST", headers: {"Content-Type": "application/json"}, body: request});
  return r.text();
};
