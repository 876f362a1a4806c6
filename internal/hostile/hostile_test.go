// Package hostile_test reads the inputs that were found to hurt: each is
// answered within a second and 200 MB, or refused.
package hostile_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/stayfile"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/research"
	"github.com/medcode/medcode/icd10/who"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/internal/slope"
	"github.com/medcode/medcode/internal/source"
	"github.com/medcode/medcode/internal/xlsx"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/audit"
	"github.com/medcode/medcode/rules/claim"
	"github.com/medcode/medcode/rules/claimfile"
	"github.com/medcode/medcode/rules/guideline"
)

// readers are all that may be given a file of any name.
var readers = map[string]func(name string, data []byte){
	"claims": func(name string, data []byte) {
		reg, _ := rules.New(claim.Pack(), audit.Pack(), guideline.Pack(guideline.Options{}))
		for c, err := range claimfile.Read(name, bytes.NewReader(data)) {
			if err == nil {
				reg.Check(c)
			}
		}
	},
	"stays": func(name string, data []byte) {
		if r, err := stayfile.NewReader(bytes.NewReader(data), name); err == nil {
			for range r.All() {
			}
		}
	},
	"workbook": func(name string, data []byte) {
		book, err := xlsx.Open(name, data, medcode.Limits{})
		if err != nil {
			return
		}
		for _, sheet := range book.Sheets() {
			for range book.Rows(sheet) {
			}
		}
	},
	"files": folder(func(fsys fs.FS) {
		_ = source.Walk(fsys, medcode.ReadOptions{}, func(e *source.Entry) error {
			_, err := e.Bytes()
			return err
		})
	}),
	"ICD-10-CM":   folder(func(fsys fs.FS) { _, _ = cm.Read(fsys) }),
	"WHO":         folder(func(fsys fs.FS) { _, _ = who.Read(fsys) }),
	"HCPCS":       folder(func(fsys fs.FS) { _, _ = hcpcs.Read(fsys) }),
	"CCSR":        folder(func(fsys fs.FS) { _, _ = research.ReadCCSR(fsys) }),
	"comorbidity": folder(func(fsys fs.FS) { _, _ = research.ReadElixhauser(fsys) }),
}

func folder(read func(fs.FS)) func(string, []byte) {
	return func(name string, data []byte) { read(fstest.MapFS{name: &fstest.MapFile{Data: data}}) }
}

// TestHostile gives each input to every reader. What it allocates in all is more
// than what it holds at a time, so the bound is on the safe side.
func TestHostile(t *testing.T) {
	dir := official.Path(t, "findings/inputs/hostile")
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, file := range files {
		data, err := os.ReadFile(filepath.Join(dir, file.Name()))
		require.NoError(t, err)
		for kind, read := range readers {
			var before, after runtime.MemStats
			took := time.Hour
			for range 3 { // others may have the machine
				runtime.ReadMemStats(&before)
				took = min(took, slope.Measure(func() { read(file.Name(), data) }))
				runtime.ReadMemStats(&after)
				if took < time.Second {
					break
				}
			}
			if mb := (after.TotalAlloc - before.TotalAlloc) >> 20; took > time.Second || mb > 200 {
				t.Errorf("%s as %s: %v, %d MB", file.Name(), kind, took, mb)
			}
		}
	}
	require.Greater(t, len(files), 15)
}
