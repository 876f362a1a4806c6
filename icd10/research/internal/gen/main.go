// Command gen compiles AHRQ's Elixhauser reference workbook and CMS's list of
// codes exempt from present-on-admission reporting into the text that package
// research embeds. Both are works of the US government. It finds them under the
// folder that MEDCODE_SHARED names.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"iter"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/research"
	"github.com/medcode/medcode/internal/source"
)

func main() {
	out := flag.String("out", "", "file to write")
	flag.Parse()
	if err := run(os.Getenv("MEDCODE_SHARED"), *out); err != nil {
		log.Fatal(err)
	}
}

func run(shared, out string) error {
	cmr, err := source.Open(filepath.Join(shared, "releases/ahrq/CMR-Reference-File-v2026-1.xlsx"))
	if err != nil {
		return err
	}
	e, err := research.ReadElixhauser(cmr)
	if err != nil {
		return err
	}
	codes, file, err := exempt(filepath.Join(shared, "releases/icd10cm/2026/POAexemptCodesFY26.zip"))
	if err != nil {
		return err
	}
	text, err := e.WithExempt(codes).MarshalText()
	if err != nil {
		return err
	}
	// The exempt list is a source too: its line stands behind the workbook's.
	text = bytes.Replace(text, []byte("\nmeasure "), fmt.Appendf(nil, "\nfile %d %s %s\nmeasure ", file.Size, file.SHA256, file.Name), 1)
	return os.WriteFile(out, text, 0o644)
}

// exempt reads the full list in the zip: tab-separated, the code second.
func exempt(name string) (iter.Seq[cm.Code], medcode.File, error) {
	fsys, err := source.Open(name)
	if err != nil {
		return nil, medcode.File{}, err
	}
	var codes []cm.Code
	var file medcode.File
	err = source.Walk(fsys, medcode.ReadOptions{}, func(e *source.Entry) error {
		if !strings.HasPrefix(e.Base(), "POAexemptCodes") || !strings.HasSuffix(e.Base(), ".txt") {
			return nil
		}
		text, err := e.Text()
		if err != nil {
			return err
		}
		file = e.File()
		for n, line := range source.Lines(text) {
			f := bytes.Split(line, []byte("\t"))
			if n == 1 || len(f) < 2 {
				continue
			}
			c, err := cm.Parse(string(f[1]))
			if err != nil {
				return &medcode.FileError{File: e.Path, Line: n, Text: string(line), Err: err}
			}
			codes = append(codes, c)
		}
		return nil
	})
	if err == nil && len(codes) == 0 {
		err = fmt.Errorf("%s: no list of exempt codes: %w", name, medcode.ErrNoFile)
	}
	return func(yield func(cm.Code) bool) {
		for _, c := range codes {
			if !yield(c) {
				return
			}
		}
	}, file, err
}
