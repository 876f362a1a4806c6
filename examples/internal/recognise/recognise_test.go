package recognise_test

import (
	"archive/zip"
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/examples/internal/recognise"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/internal/source"
)

// line says all of a set in a line.
func line(s *recognise.Set) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s | %s | %s | %s | %d codes, %d headers", s.System, s.Kind, s.Release, s.Effective, s.Codes, s.Headers)
	for _, c := range s.Counts {
		fmt.Fprintf(&b, ", %s %d", c.Name, c.N)
	}
	var kinds []string
	n := map[string]int{}
	for _, d := range s.Diagnostics {
		if n[string(d.Kind)]++; n[string(d.Kind)] == 1 {
			kinds = append(kinds, string(d.Kind))
		}
	}
	b.WriteString(" |")
	for _, k := range kinds {
		fmt.Fprintf(&b, " %s=%d", k, n[k])
	}
	return strings.TrimRight(b.String(), " ")
}

func report(t *testing.T, path string) recognise.Report {
	t.Helper()
	fsys, err := source.Open(path)
	require.NoError(t, err)
	return recognise.Read(fsys, medcode.ReadOptions{})
}

// paths returns the lines of a table by the path that stands before the colon.
func table(t *testing.T, name string) (paths []string, want map[string][]string) {
	t.Helper()
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	want = map[string][]string{}
	for l := range strings.Lines(string(data)) {
		path, rest, ok := strings.Cut(strings.TrimSpace(l), ": ")
		if !ok || strings.HasPrefix(path, "#") {
			continue
		}
		if want[path] == nil {
			paths = append(paths, path)
		}
		want[path] = append(want[path], rest)
	}
	return paths, want
}

// explained are the kinds of diagnostics of official files, and why they are.
var explained = map[string]string{
	"index-code":         "the CM neoplasm table has words for a code; the PCS index leads to a code of no table",
	"index-code-unknown": "the index of 2017 gives codes that the tabular list lacks, with dashes and subterms",
	"duplicate-file":     "the record layout of HCPCS 2025 lies in its zip and beside it",
	"dangling-reference": "notes name codes that the tabular list lacks: misprints of CDC's",
	"spelling":           "a row of the GEMs in small letters, rows of the order file of 2016 with a blank before the title",
	"flag":               "rows of the GEMs whose flags contradict each other, NoI9 rows without the no-map flag",
	"leading-zeros":      "the csv of localities lost its leading zeros",
	"missing-part":       "CMS's format file has no hierarchy, labels and coefficients",
	"unfinished":         "the csv of CMS-HCC labels ends without a line end",
	"part":               "the file is a part of a release, given by itself",
	"unused-file":        "known by its name or beginning and no release by itself, a table that says less than one beside it, or that nothing is made of",
	"unread-file":        "changes of the POA list of 2020, beside the list",
	"other-name":         "the program and the tables of HHS-HCC spell a coefficient differently",
	"unknown-model":      "the table of 2026 maps for models beside V24 and V28",
	"correction":         "corrections of HCPCS 2019 in words of their own, left out",
	"malformed-value":    "a date of a correction of HCPCS 2019: 01/0/12019",
	"no-break-space":     "titles of HCPCS 2019 with no-break spaces",
	"line-end":           "the last line has no end, or lines end in different ways",
	"release-inferred":   "addenda of the same year make it an update, and no file says of which month",
}

// reports are those of official files by their path, without the values. What
// holds nothing but one other thing is read once.
type reports map[string]recognise.Report

func (all reports) of(t *testing.T, path string) recognise.Report {
	t.Helper()
	if r, ok := all[path]; ok {
		return r
	}
	var r recognise.Report
	entries, err := os.ReadDir(path)
	if err != nil || len(entries) > 1 && slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return !e.IsDir() }) {
		r = report(t, path)
		for i := range r.Sets {
			r.Sets[i].Value = nil
		}
	} else {
		for _, e := range entries {
			sub := all.of(t, filepath.Join(path, e.Name()))
			r.Sets, r.Errors = append(r.Sets, sub.Sets...), append(r.Errors, sub.Errors...)
		}
	}
	all[path] = r
	return r
}

// update writes testdata/official.txt anew, from the folder of releases:
//
//	go test ./examples/internal/recognise -run TestUpdate -update
var update = flag.Bool("update", false, "write testdata/official.txt")

func TestUpdate(t *testing.T) {
	if !*update {
		t.Skip("-update is not set")
	}
	root := official.Path(t, "releases")
	var paths []string
	require.NoError(t, filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(root, name)
		switch entries, _ := os.ReadDir(name); {
		case err != nil || rel == ".":
		case rel == "msdrg": // each manual takes seconds
			paths = append(paths, rel)
			return fs.SkipDir
		case !d.IsDir(), len(entries) > 1 && !entries[0].IsDir():
			paths = append(paths, rel)
		}
		return err
	}))
	var b strings.Builder
	b.WriteString("# What every official file is, alone and beside the others of its folder. Written by go test -run TestUpdate -update.\n")
	for _, path := range paths {
		r := report(t, filepath.Join(root, path))
		for _, err := range r.Errors {
			t.Error(path, err)
		}
		for i := range r.Sets {
			fmt.Fprintf(&b, "%s: %s\n", filepath.ToSlash(path), line(&r.Sets[i]))
		}
	}
	require.NoError(t, os.WriteFile("testdata/official.txt", []byte(b.String()), 0o644))
}

// whole is for what takes minutes: the readers' own tests read each release too.
var whole = flag.Bool("whole", false, "recognise every official release and file, not a sample of them")

// systemOf returns the first folder of a path.
func systemOf(path string) string {
	first, _, _ := strings.Cut(filepath.ToSlash(path), "/")
	return first
}

// TestOfficial recognises a fixed sample of the official releases: of each system
// the last and one in three, and one in five of their files alone. All of them,
// and the manuals, are recognised with -whole.
func TestOfficial(t *testing.T) {
	paths, want := table(t, "testdata/official.txt")
	all := reports{}
	for i, path := range paths {
		alone := filepath.Ext(path) != "" && want[filepath.Dir(path)] != nil
		last := i+1 == len(paths) || systemOf(paths[i+1]) != systemOf(path)
		if !*whole && (alone && i%5 != 0 || !alone && i%3 != 0 && !last || path == "msdrg") {
			continue
		}
		if testing.Short() && (strings.Contains(path, "/") || path == "msdrg") {
			continue
		}
		t.Run(path, func(t *testing.T) {
			r := all.of(t, official.Path(t, "releases/"+path))
			require.Empty(t, r.Errors)
			var got []string
			for i := range r.Sets {
				got = append(got, line(&r.Sets[i]))
				for _, d := range r.Sets[i].Diagnostics {
					require.Contains(t, explained, string(d.Kind), d.String())
				}
			}
			require.Equal(t, want[path], got)
		})
	}
}

// TestFixtures recognises the fixtures of the readers' own tests.
func TestFixtures(t *testing.T) {
	paths, want := table(t, "testdata/fixtures.txt")
	for _, path := range paths {
		t.Run(path, func(t *testing.T) {
			r := report(t, "../../../"+path)
			r.Errors = slices.DeleteFunc(r.Errors, func(err error) bool { return strings.HasPrefix(err.Error(), "fuzz/") })
			require.Empty(t, r.Errors)
			var got []string
			for i := range r.Sets {
				got = append(got, line(&r.Sets[i]))
				require.NotEmpty(t, r.Sets[i].Files)
				require.NotNil(t, r.Sets[i].Value)
			}
			require.Equal(t, want[path], got)
		})
	}
}

func fixture(t *testing.T, path string) *fstest.MapFile {
	t.Helper()
	data, err := os.ReadFile("../../../" + path)
	require.NoError(t, err)
	return &fstest.MapFile{Data: data}
}

func zipped(t *testing.T, files map[string]*fstest.MapFile) *fstest.MapFile {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, f := range files {
		w, err := z.Create(name)
		require.NoError(t, err)
		_, err = w.Write(f.Data)
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return &fstest.MapFile{Data: b.Bytes()}
}

func systems(r recognise.Report) (all []string) {
	for _, s := range r.Sets {
		all = append(all, strings.TrimSpace(s.System+" "+s.Release))
	}
	return all
}

func errs(r recognise.Report) string {
	var all []string
	for _, err := range r.Errors {
		all = append(all, err.Error())
	}
	return strings.Join(all, "\n")
}

func text(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }

func TestNothingKnown(t *testing.T) {
	for _, c := range []struct {
		name  string
		files fstest.MapFS
		says  []string
	}{
		{"no files", fstest.MapFS{}, []string{"no files"}},
		{"no files but a tool's", fstest.MapFS{".gitignore": text("x")}, []string{"no files"}},
		{"an empty file", fstest.MapFS{"order.txt": text("")}, []string{"an empty file"}},
		{"some text", fstest.MapFS{"notes.txt": text("\n  Dear all,\nhello")}, []string{`notes.txt is text`}},
		{"some XML", fstest.MapFS{"a.xml": text("<a>\n</a>")}, []string{`a.xml is XML`}},
		{"binary data", fstest.MapFS{"a.bin": text("\x00\x01\x02")}, []string{"a.bin is binary data"}},
		{"a page named .zip", fstest.MapFS{"a.zip": text("<!doctype html><html>licence</html>")}, []string{"a.zip: named .zip but it is an HTML page"}},
		{"a page named .txt", fstest.MapFS{"a.txt": text("<!doctype html><html>licence</html>")}, []string{"a.txt", "an HTML page"}},
		{"a zip cut short", fstest.MapFS{"a.zip": text("PK\x03\x04 and no more")}, []string{"a.zip: damaged or cut short"}},
		{"a table of numbers", fstest.MapFS{"a.txt": text("36 B001 a\n36 B002 b\n36 B003 c\n36 B004 d\n")}, []string{`a.txt is text`}},
		{"many", fstest.MapFS{"a": text("a"), "b": text("b"), "c": text("c"), "d": text("d"), "e": text("e")}, []string{"; 2 more"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := recognise.Read(c.files, medcode.ReadOptions{})
			require.Empty(t, r.Sets)
			require.NotEmpty(t, r.Errors)
			for _, want := range c.says {
				require.Contains(t, errs(r), want)
			}
		})
	}
}

func TestDocuments(t *testing.T) {
	r := recognise.Read(fstest.MapFS{
		"guidelines.pdf": text("%PDF-1.7"),
		"a.xsd":          text(`<?xml version="1.0"?><xs:schema xmlns:xs="x"/>`),
		"ReadMe.txt":     text("what this is"),
	}, medcode.ReadOptions{})
	require.Empty(t, r.Errors)
	require.Len(t, r.Sets, 1, "the first says what the folder holds")
	require.Equal(t, "read-me", r.Sets[0].Kind)

	// Beside a release they are part of it.
	r = recognise.Read(fstest.MapFS{
		"guidelines.pdf": text("%PDF-1.7"), "ReadMe.txt": text("what this is"), "what.txt": text("what is this"),
		"order-2029.txt": fixture(t, "icd10/cm/testdata/2029/order-2029.txt"),
	}, medcode.ReadOptions{})
	require.Empty(t, r.Errors)
	require.Equal(t, []string{"ICD-10-CM 2029"}, systems(r))
	require.Len(t, r.Sets[0].Diagnostics, 1)
	require.Equal(t, "what.txt", r.Sets[0].Diagnostics[0].File)
}

func TestSeveralReleases(t *testing.T) {
	order := fixture(t, "icd10/cm/testdata/2029/order-2029.txt")
	files := fstest.MapFS{
		"2029.zip": zipped(t, map[string]*fstest.MapFile{"order-2029.txt": order}),
		"2030.zip": zipped(t, map[string]*fstest.MapFile{"order-2030.txt": fixture(t, "icd10/cm/testdata/2030/order-2030.txt")}),
		"dme.csv":  fixture(t, "hcpcs/dmepos/testdata/DMEPOS25_APR.csv"),
	}
	r := recognise.Read(files, medcode.ReadOptions{})
	require.Empty(t, r.Errors)
	require.ElementsMatch(t, []string{"ICD-10-CM 2029", "ICD-10-CM 2030", "DMEPOS fee schedule 2025-04"}, systems(r))

	// One that is damaged is told, and does not keep the others from being read.
	damaged := slicesBefore(order.Data, "I50.21")
	files["2031.zip"] = zipped(t, map[string]*fstest.MapFile{"order-2031.txt": {Data: append(damaged, []byte("99999 ???\r\n")...)}})
	files["2032.zip"] = text("<html>")
	r = recognise.Read(files, medcode.ReadOptions{})
	require.ElementsMatch(t, []string{"ICD-10-CM 2029", "ICD-10-CM 2030", "DMEPOS fee schedule 2025-04"}, systems(r))
	require.Len(t, r.Errors, 2)
	require.Contains(t, errs(r), "2031.zip!order-2031.txt:")
	require.Contains(t, errs(r), "2032.zip: named .zip but it is an HTML page")
}

func slicesBefore(data []byte, mark string) []byte {
	if i := bytes.Index(data, []byte(mark)); i >= 0 {
		return data[:i]
	}
	return bytes.Clone(data)
}

func TestFolders(t *testing.T) {
	order := fixture(t, "icd10/cm/testdata/2029/order-2029.txt")
	r := recognise.Read(fstest.MapFS{
		".git/x": text("x"), "cm/2029/order-2029.txt": order, "cm/2030/a.txt": text("what is this"), "empty": {Mode: fs.ModeDir},
	}, medcode.ReadOptions{})
	require.Equal(t, []string{"ICD-10-CM 2029"}, systems(r))
	require.Equal(t, []string{"cm/2029/order-2029.txt"}, r.Sets[0].Files)
	require.Len(t, r.Errors, 2)
	require.Contains(t, errs(r), "cm/2030: no release file that is known")
	require.Contains(t, errs(r), "empty: the folder has no files")
}

func TestDamagedManual(t *testing.T) {
	r := recognise.Read(fstest.MapFS{"v99.zip": zipped(t, map[string]*fstest.MapFile{
		"appendix_A.txt": fixture(t, "drg/manual/testdata/manual/appendix_A.txt")})}, medcode.ReadOptions{})
	require.Empty(t, r.Sets)
	require.ErrorIs(t, r.Errors[0], medcode.ErrNoFile)
	require.Contains(t, errs(r), "Appendix B")
}

func TestUnreadableFolder(t *testing.T) {
	r := recognise.Read(os.DirFS("no/such/folder"), medcode.ReadOptions{})
	require.ErrorIs(t, r.Errors[0], fs.ErrNotExist)
}

// TestDamage cuts every fixture short and garbles it; nothing may panic, and
// what can't be read is told.
func TestDamage(t *testing.T) {
	paths, _ := table(t, "testdata/fixtures.txt")
	for _, path := range paths {
		require.NoError(t, fs.WalkDir(os.DirFS("../../../"+path), ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".") {
				return err
			}
			data := fixture(t, path+"/"+name).Data
			for what, bad := range map[string][]byte{
				"cut":     data[:len(data)*2/3],
				"garbled": bytes.ReplaceAll(data, []byte("0"), []byte("\x80")),
				"NULs":    bytes.ReplaceAll(data, []byte(" "), []byte{0}),
				"lines":   bytes.ReplaceAll(data, []byte("\n"), []byte("!")),
			} {
				r := recognise.Read(fstest.MapFS{d.Name(): {Data: bad}}, medcode.ReadOptions{})
				require.NotEmpty(t, len(r.Sets)+len(r.Errors), "%s %s", name, what)
			}
			return nil
		}))
	}
}

func FuzzRead(f *testing.F) {
	f.Add("order.txt", []byte("00001 A00     0 Cholera                                                      Cholera\r\n"))
	f.Add("a.zip", []byte("PK\x03\x04"))
	f.Add("a.xml", []byte("<ICD10CM.tabular/>"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		if !fs.ValidPath(name) || strings.Contains(name, "/") || name == "." {
			t.Skip("not the name of a file")
		}
		r := recognise.Read(fstest.MapFS{name: {Data: data}}, medcode.ReadOptions{})
		require.NotEmpty(t, len(r.Sets)+len(r.Errors))
	})
}
