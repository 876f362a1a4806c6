// Package official finds the official release files and reference vectors for
// tests, which are no part of the repository. They stand in the folder that
// MEDCODE_SHARED names, or in ../shared beside the module. A test that needs
// one that is absent is skipped, or fails where MEDCODE_REQUIRE_SHARED=1.
package official

import (
	"archive/zip"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// Path returns the file or folder of that slash-separated name, such as
// "releases/icd10cm/2026".
func Path(tb testing.TB, name string) string {
	tb.Helper()
	dir := os.Getenv("MEDCODE_SHARED")
	if dir == "" {
		dir = filepath.Join(moduleRoot(), "..", "shared")
	}
	p := filepath.Join(dir, filepath.FromSlash(name))
	if _, err := os.Stat(p); err != nil {
		if os.Getenv("MEDCODE_REQUIRE_SHARED") == "1" {
			tb.Fatalf("MEDCODE_REQUIRE_SHARED=1, but: %v", err)
		}
		tb.Skipf("needs official files (set MEDCODE_SHARED): %v", err)
	}
	return p
}

// InZip returns the content of an entry of the official zip of that name.
func InZip(tb testing.TB, name, entry string) []byte {
	tb.Helper()
	z, err := zip.OpenReader(Path(tb, name))
	if err != nil {
		tb.Fatal(err)
	}
	defer z.Close()
	data, err := fs.ReadFile(z, entry)
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

func moduleRoot() string {
	dir, err := os.Getwd()
	if err != nil {
		return "."
	}
	for d := dir; ; d = filepath.Dir(d) {
		if _, err := os.Stat(filepath.Join(d, "go.mod")); err == nil {
			return d
		}
		if d == filepath.Dir(d) {
			return dir
		}
	}
}
