//go:build !js

// Desk is a page for a coder's desk: it finds codes by words and reads them, groups
// a stay and says how the DRG came about and what it pays, and checks claims. All
// of it rests on the data that is embedded in the library.
//
//	go run ./examples/desk                # serve it on loopback, at an address that is printed
//	go run ./examples/desk -port 8123
//	go run ./examples/desk -static desk   # write it as files; open desk/index.html
//
// Served, the page asks this program, which listens on 127.0.0.1 alone. As files
// it needs no server: the library is in them, compiled to WebAssembly (this calls the
// go command), and the page is forbidden to open any connection. Either way the
// questions are those of package engine, and nothing that is typed is kept.
//
// NCCI edits, outpatient addenda and fee schedules are not embedded; the page says
// so. Examples check and outpatient take them from files.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/examples/internal/outfile"
)

const usage = `desk [-port N]
desk -static DIR

A page for a coder's desk, served on loopback, or written as files that run
without a server.`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), outfile.Ending()...)
	defer stop()
	os.Exit(command.Status("desk", run(ctx, os.Args[1:], os.Stdout, os.Stderr), os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("desk", flag.ContinueOnError)
	port := flags.Int("port", 0, "port to serve on; 0 takes a free one")
	static := flags.String("static", "", "write the page to this `folder` in place of serving it")
	if err := command.Parse(flags, usage, args, stderr); err != nil {
		return err
	}
	switch {
	case flags.NArg() > 0:
		return errors.New("takes no files; the page does")
	case *port < 0 || *port > 65535:
		return fmt.Errorf("-port %d: want 0 to 65535", *port)
	case *static != "":
		return writeStatic(ctx, *static, stdout)
	}
	return serve(ctx, *port, stdout)
}
