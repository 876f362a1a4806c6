package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/examples/internal/outfile"
)

// vectors are claims and the answers to them.
type vectors struct {
	name    string   // "msdrg/43.1"
	columns []string // of the answers
	headed  bool     // the first line of claims and answers names columns
	claims  []byte
	answers []byte
	details []byte // more about the answers, not compared; nil for none
}

func (v *vectors) count() int {
	n := bytes.Count(v.claims, []byte{'\n'})
	if v.headed {
		n--
	}
	return n
}

// A suite is the vectors of a version of the library.
type suite struct {
	version string
	vectors []vectors
}

// folder is the one that an archive holds.
const folder = "medcode-conformance-" + medcode.Version

const manifest = "MANIFEST.sha256"

//go:embed formats.md
var formats string

func build(wants func(string) bool) (*suite, error) {
	s := &suite{version: medcode.Version}
	for _, part := range []func(func(string) bool) ([]vectors, error){groupVectors, paymentVectors, claimVectors} {
		v, err := part(wants)
		if err != nil {
			return nil, err
		}
		s.vectors = append(s.vectors, v...)
	}
	if len(s.vectors) == 0 {
		return nil, errors.New("-only leaves nothing")
	}
	return s, nil
}

type file struct {
	name string
	data []byte
}

// files are those of the suite with its README and, last, the manifest.
func (s *suite) files() []file {
	all := []file{{"README.md", []byte(strings.ReplaceAll(formats, "VERSION", s.version))}}
	for i := range s.vectors {
		v := &s.vectors[i]
		all = append(all, file{v.name + ".claims.tsv", v.claims}, file{v.name + ".answers.tsv", v.answers})
		if v.details != nil {
			all = append(all, file{v.name + ".details.tsv", v.details})
		}
	}
	slices.SortFunc(all, func(a, b file) int { return strings.Compare(a.name, b.name) })
	var sums []byte
	for _, f := range all {
		sums = fmt.Appendf(sums, "%x  %s\n", sha256.Sum256(f.data), f.name)
	}
	return append(all, file{manifest, sums})
}

// writeFolder writes the files into the suite's folder within dir, which must not
// be there.
func (s *suite) writeFolder(dir string) error {
	root := filepath.Join(dir, folder)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	if err := os.Mkdir(root, 0o777); err != nil {
		return err
	}
	for _, f := range s.files() {
		name := filepath.Join(root, filepath.FromSlash(f.name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			return err
		}
		if err := outfile.WriteFile(name, f.data); err != nil {
			return err
		}
	}
	return nil
}

// firstDay is the first that a zip can tell.
var firstDay = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// writeZip writes them as an archive, all of the same time, so that its bytes
// depend on nothing but the files and the release of Go.
func (s *suite) writeZip(name string) error {
	out, err := outfile.Create(name)
	if err != nil {
		return err
	}
	defer out.Discard()
	z := zip.NewWriter(out)
	for _, f := range s.files() {
		w, err := z.CreateHeader(&zip.FileHeader{Name: path.Join(folder, f.name), Method: zip.Deflate, Modified: firstDay})
		if err != nil {
			return err
		}
		if _, err := w.Write(f.data); err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	return out.Commit()
}

// read reads a suite and checks it against its manifest.
func read(name string) (*suite, error) {
	fsys, closing, err := open(name)
	if err != nil {
		return nil, err
	}
	defer closing()
	root, err := rootOf(fsys)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	sums, err := fs.ReadFile(fsys, path.Join(root, manifest))
	if err != nil {
		return nil, err
	}
	data := map[string][]byte{}
	var names []string
	for line := range strings.Lines(string(sums)) {
		sum, file, ok := strings.Cut(strings.TrimRight(line, "\r\n"), "  ")
		if !ok || !fs.ValidPath(file) {
			return nil, fmt.Errorf("%s: %s: %q is no line of a sum and a name", name, manifest, line)
		}
		b, err := fs.ReadFile(fsys, path.Join(root, file))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if got := fmt.Sprintf("%x", sha256.Sum256(b)); got != sum {
			return nil, fmt.Errorf("%s: %s is not as it was written: its SHA-256 is %s, the manifest has %s", name, file, got, sum)
		}
		data[file] = b
		if v, ok := strings.CutSuffix(file, ".claims.tsv"); ok {
			names = append(names, v)
		}
	}
	s := &suite{version: strings.TrimPrefix(path.Base(root), "medcode-conformance-")}
	for _, n := range names {
		v := vectors{name: n, claims: data[n+".claims.tsv"], answers: data[n+".answers.tsv"]}
		if v.answers == nil {
			return nil, fmt.Errorf("%s: %s has no answers", name, n)
		}
		v.headings()
		s.vectors = append(s.vectors, v)
	}
	if len(s.vectors) == 0 {
		return nil, fmt.Errorf("%s: no vectors in %s", name, manifest)
	}
	return s, nil
}

// open opens a folder or a zip.
func open(name string) (fsys fs.FS, closing func() error, err error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, nil, err
	}
	if info.IsDir() {
		return os.DirFS(name), func() error { return nil }, nil
	}
	z, err := zip.OpenReader(name)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: want a folder or a zip: %w", name, err)
	}
	return z, z.Close, nil
}

// rootOf returns the folder with the manifest: the top one or one in it.
func rootOf(fsys fs.FS) (string, error) {
	for _, pattern := range []string{manifest, "*/" + manifest} {
		if found, err := fs.Glob(fsys, pattern); err != nil || len(found) > 0 {
			if len(found) > 1 {
				return "", fmt.Errorf("several suites: %s", strings.Join(found, ", "))
			}
			return path.Dir(found[0]), err
		}
	}
	return "", fmt.Errorf("no %s: want a suite, as -o or -zip writes it", manifest)
}

// headings finds the names of the columns of answers.
func (v *vectors) headings() {
	first, _, _ := strings.Cut(string(v.answers), "\n")
	cells := strings.Split(strings.TrimSuffix(first, "\r"), "\t")
	switch kind, _, _ := strings.Cut(v.name, "/"); {
	case cells[0] == "id":
		v.headed, v.columns = true, cells
	case kind == "msdrg":
		v.columns = groupColumns
	case kind == "mce":
		v.columns = editorColumns
	default:
		for i := range cells {
			v.columns = append(v.columns, fmt.Sprintf("column %d", i+1))
		}
	}
}
