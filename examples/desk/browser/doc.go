// Package browser tries the page of examples/desk in a real browser. It is a module
// of its own, since the library needs no browser.
//
//	cd examples/desk/browser && go test ./...
//
// The tests want Chromium or Chrome on the PATH and are skipped without it. They go
// the main ways by keyboard, look for faults of accessibility in light and dark, on a
// screen of 360 pixels and on paper, and fail where the page asks anybody but the program on loopback that serves it or, as
// files, anybody at all. To write the screenshots of ../doc anew:
//
//	go test -run TestDesk -shots ../doc
package browser
