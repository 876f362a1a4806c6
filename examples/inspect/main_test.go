package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/internal/official"
)

// call runs the program and returns its exit status and what it printed.
func call(args ...string) (status int, stdout, stderr string) {
	var out, diag bytes.Buffer
	status = run(args, &out, &diag)
	return status, out.String(), diag.String()
}

func TestText(t *testing.T) {
	status, out, diag := call("../../icd10/icd9/testdata", "../../rules/mce/testdata")
	require.Equal(t, command.Done, status)
	require.Empty(t, diag)
	require.Equal(t, `ICD-9-CM 32: diagnoses, procedures
  from                 ../../icd10/icd9/testdata (4 files)
  effective            2014-10-01 to 2015-09-30
  codes                16
  headers              12
  diagnoses            10
  procedures           6
  diagnostics          0

Definitions of Medicare Code Edits 43.1: definitions manual
  from                 ../../rules/mce/testdata/definitions.txt
  effective            2026-04-01 to 
  codes                8
  lists                9
  listed               12
  changes              1
  diagnostics          1
    duplicate-code (1): definitions.txt:29: a code that its list has already: "A33"
`, out)
}

func TestDiagnostics(t *testing.T) {
	_, out, _ := call("../../icd10/cm/testdata/2030")
	require.Contains(t, out, "ICD-10-CM 2030: order, codes, addenda, tabular, index")
	require.Contains(t, out, "    dangling-reference (3): tabular.xml: a note at H36 names E08-E13")
	require.Equal(t, 1, strings.Count(out, "dangling-reference"))
	_, out, _ = call("-all", "../../icd10/cm/testdata/2030")
	require.Equal(t, 3, strings.Count(out, "    dangling-reference: "))
}

func TestJSON(t *testing.T) {
	status, out, _ := call("-json", "../../icd10/pcs/testdata/2026", "../../hcpcs/testdata/2025-04")
	require.Equal(t, command.Done, status)
	require.Equal(t, `{"system":"ICD-10-PCS","kind":"order, addenda","release":"2026","effectiveFrom":"2025-10-01","effectiveTo":"2026-09-30","codes":13,"headers":2,"addenda":4,"diagnostics":[]}
{"system":"HCPCS Level II","kind":"alpha-numeric file","release":"2025-04","effectiveFrom":"2025-04-01","effectiveTo":"2025-06-30","codes":5,"headers":0,"modifiers":2,"diagnostics":[]}
`, out)

	_, out, _ = call("-json", "../../icd10/cm/testdata/2030")
	var got struct {
		System, Kind, Release, EffectiveFrom, EffectiveTo string
		Codes, Headers, PoaExempt                         int
		Diagnostics                                       []medcode.Diagnostic
	}
	require.NoError(t, json.Unmarshal([]byte(out), &got))
	require.Equal(t, "ICD-10-CM", got.System)
	require.Equal(t, 33, got.Codes)
	require.Equal(t, 22, got.Headers)
	require.Equal(t, 3, got.PoaExempt)
	require.Equal(t, "dangling-reference", string(got.Diagnostics[0].Kind))
}

func TestNotRead(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) string {
		p := filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(p), 0o777))
		require.NoError(t, os.WriteFile(p, []byte(content), 0o666))
		return p
	}
	order, err := os.ReadFile("../../icd10/cm/testdata/2029/order-2029.txt")
	require.NoError(t, err)
	for _, c := range []struct{ path, says string }{
		{write("page.zip", "<!doctype html><html>Accept the licence"), "page.zip: named .zip but it is an HTML page, saved in place of the download"},
		{write("page.txt", "<!doctype html><html>Accept the licence"), "an HTML page"},
		{write("short.zip", "PK\x03\x04"), "short.zip: damaged or cut short"},
		{write("noise.bin", "\x00\x01\xff\xfe"), "noise.bin is binary data"},
		{write("letter.txt", "Dear colleagues,\n"), `letter.txt is text`},
		{filepath.Dir(write("folder/letter.txt", "Dear colleagues,\n")), `letter.txt is text`},
		{write("order-2029.txt", string(order[:len(order)-150])+"9999\r\n"), "order-2029.txt:"},
	} {
		status, out, diag := call(c.path)
		require.Equal(t, command.Reported, status, c.path)
		require.Empty(t, out, c.path)
		require.Contains(t, diag, "inspect: "+c.path+": ")
		require.Contains(t, diag, c.says)
		require.Equal(t, 1, strings.Count(diag, filepath.Base(c.path)+": "), "named once")
	}
	for path, says := range map[string]string{write("empty.txt", ""): "empty.txt: the file is empty", t.TempDir(): "the folder has no files"} {
		status, out, diag := call(path)
		require.Equal(t, command.Failed, status, path)
		require.Empty(t, out, path)
		require.Contains(t, diag, says)
	}
	status, _, diag := call(filepath.Join(dir, "none.zip"), "../../icd10/icd9/testdata")
	require.Equal(t, command.Failed, status)
	require.Contains(t, diag, "none.zip: no such file")
}

// TestFolderBelow: what is wrong with a folder is told behind its name.
func TestFolderBelow(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "a", "b"), 0o777))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a", "b", "letter.txt"), []byte("Dear colleagues,\n"), 0o666))
	_, _, diag := call(dir)
	require.Contains(t, diag, "inspect: "+dir+": a/b: no release file that is known: letter.txt is text")
}

func TestUsage(t *testing.T) {
	for args, want := range map[string]string{"": "want the path of a file", "-nonsense x": "not defined: -nonsense", "x -json": "-json stands behind x"} {
		status, _, diag := call(strings.Fields(args)...)
		require.Equal(t, command.Failed, status, args)
		require.Contains(t, diag, "inspect: ")
		require.Contains(t, diag, want)
	}
	status, _, diag := call("-h")
	require.Equal(t, command.Done, status)
	require.Contains(t, diag, "usage: inspect")
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestFullDisk(t *testing.T) {
	var diag bytes.Buffer
	require.Equal(t, command.Failed, run([]string{"-json", "../../icd10/icd9/testdata"}, full{}, &diag))
	require.Contains(t, diag.String(), "disk full")
	require.Equal(t, command.Failed, run([]string{"../../icd10/icd9/testdata"}, full{}, &diag))
}

func TestWhere(t *testing.T) {
	for _, c := range []struct {
		path  string
		files []string
		want  string
	}{
		{"a/x.zip", []string{"x.zip!a.txt"}, "a/x.zip"},
		{"a/x.zip", []string{"x.zip!a.txt", "x.zip!b.txt"}, "a/x.zip (2 files)"},
		{"a", []string{"x.zip!a.txt", "x.zip!b.txt"}, "a/x.zip (2 files)"},
		{"a", []string{"x.zip!a.txt", "y.zip!b.txt"}, "a (2 files)"},
		{"a", []string{"x.txt"}, "a/x.txt"},
		{"a/x.txt", []string{"x.txt"}, "a/x.txt"},
	} {
		require.Equal(t, filepath.FromSlash(c.want), where(c.path, c.files))
	}
}

// TestOfficialJSON checks that every official file has the fields that programs
// ask for; what they hold is pinned beside package recognise.
func TestOfficialJSON(t *testing.T) {
	for _, name := range []string{"icd10cm/2026", "hcpcs/2025-01", "mpfs/2025-10"} {
		status, out, diag := call("-json", official.Path(t, "releases/"+name))
		require.Equal(t, command.Done, status, diag)
		var got map[string]any
		require.NoError(t, json.Unmarshal([]byte(out), &got))
		for _, field := range []string{"system", "kind", "release", "effectiveFrom", "effectiveTo", "codes", "headers", "diagnostics"} {
			require.Contains(t, got, field)
		}
	}
}
