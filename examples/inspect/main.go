// Inspect says what official release files are: which system, which release,
// how many codes, and which defects they have.
//
//	inspect [-json] [-all] file|zip|folder ...
//
// A folder of folders is taken folder by folder; the files of one folder are
// read together, as the parts of a release. With -json there is an object in a
// line for every release found, with the fields system, kind, release,
// effectiveFrom, effectiveTo, codes, headers, the counts that fit the kind, and
// diagnostics. Without it every kind of diagnostic is shown once, or with -all
// each of them.
//
// The exit status is 0 when all was recognised and read, 1 when something was
// damaged or unknown, 2 when there is nothing at a path, an empty file or a folder
// without files, or the program was called wrongly.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/examples/internal/recognise"
	"github.com/medcode/medcode/internal/source"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

const usage = `inspect [-json] [-all] file|zip|folder ...

Says what official release files are: which system, which release, how many codes,
and which defects they have.`

func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("inspect", flag.ContinueOnError)
	asJSON := flags.Bool("json", false, "print an object in a line for every release found")
	all := flags.Bool("all", false, "print every diagnostic, not only the first of each kind")
	err := command.Parse(flags, usage, args, stderr)
	if err == nil && flags.NArg() == 0 {
		err = errors.New("want the path of a file, a zip or a folder; -h shows the flags")
	}
	if err != nil {
		return command.Status("inspect", err, stderr)
	}
	out := bufio.NewWriter(stdout)
	var page printer = &text{w: out, all: *all}
	if *asJSON {
		page = lines{out}
	}
	status := command.Done
	for _, name := range flags.Args() {
		fsys, err := source.Open(name)
		if err != nil {
			status = command.Status("inspect", err, stderr)
			continue
		}
		if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() && info.Size() == 0 {
			status = command.Status("inspect", fmt.Errorf("%s: the file is empty", name), stderr)
			continue
		}
		sets := 0
		for report := range recognise.Each(fsys, medcode.ReadOptions{}) {
			for i := range report.Sets {
				if err := page.set(name, &report.Sets[i]); err != nil {
					report.Errors = append(report.Errors, err)
					break
				}
			}
			sets += len(report.Sets)
			out.Flush() // a folder of many releases takes minutes
			for _, err := range report.Errors {
				status = max(status, command.Reported)
				if sets == 0 && entries(fsys) == 0 {
					status = command.Failed
				}
				text := strings.TrimPrefix(strings.TrimPrefix(err.Error(), name+": "), filepath.Base(name)+": ")
				fmt.Fprintf(stderr, "inspect: %s: %s\n", name, text)
			}
		}
	}
	return max(status, command.Status("inspect", out.Flush(), stderr))
}

// entries returns how many files and folders stand at the top of a file system.
func entries(fsys fs.FS) int {
	all, _ := fs.ReadDir(fsys, ".")
	return len(all)
}
