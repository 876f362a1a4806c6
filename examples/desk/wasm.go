//go:build js && wasm

// Desk in the browser: the engine as a function of the page, medcodeAnswer, which
// takes a request in JSON and returns the answer in JSON.
package main

import (
	"syscall/js"

	"github.com/medcode/medcode/examples/desk/internal/engine"
)

func main() {
	answer := js.FuncOf(func(_ js.Value, args []js.Value) any {
		if len(args) != 1 || args[0].Type() != js.TypeString {
			return string(engine.Answer(nil))
		}
		return string(engine.Answer([]byte(args[0].String())))
	})
	js.Global().Set("medcodeAnswer", answer)
	if ready := js.Global().Get("medcodeReady"); ready.Type() == js.TypeFunction {
		ready.Invoke()
	}
	select {}
}
