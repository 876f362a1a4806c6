package command_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/examples/internal/command"
)

func TestParse(t *testing.T) {
	for _, c := range []struct{ args, files, err string }{
		{"", "", ""},
		{"-n 3 a b", "a b", ""},
		{"a - b", "a - b", ""},
		{"-n 3 -- -a b", "-a b", ""},
		{"-n 3 a -- -b", "", "-- stands behind a; flags come first"},
		{"a -n 3", "", "-n stands behind a; flags come first (a file of such a name is ./-n)"},
		{"-no", "", "flag provided but not defined: -no; -h shows the flags"},
		{"-n x", "", "-h shows the flags"},
		{"-h", "", "help requested"},
	} {
		flags := flag.NewFlagSet("test", flag.ContinueOnError)
		flags.Int("n", 1, "a `number`")
		var stderr bytes.Buffer
		err := command.Parse(flags, "test [flags] file ...", strings.Fields(c.args), &stderr)
		if c.err == "" {
			require.NoError(t, err, c.args)
			require.Equal(t, c.files, strings.Join(flags.Args(), " "))
		} else {
			require.ErrorContains(t, err, c.err, c.args)
		}
		if !errors.Is(err, flag.ErrHelp) {
			require.Empty(t, stderr.String(), "the caller tells the error, once")
			continue
		}
		for _, want := range []string{"usage: test [flags] file ...\n", "-n number", "Exit status: 0 done"} {
			require.Contains(t, stderr.String(), want)
		}
	}
}

func TestStatus(t *testing.T) {
	for _, c := range []struct {
		err    error
		status int
		says   string
	}{
		{nil, command.Done, ""},
		{flag.ErrHelp, command.Done, ""},
		{fmt.Errorf("3 stays %w", command.ErrLeftOut), command.Reported, "test: 3 stays left out\n"},
		{command.ErrTold, command.Reported, ""},
		{io.ErrUnexpectedEOF, command.Failed, "test: unexpected EOF\n"},
	} {
		var stderr bytes.Buffer
		require.Equal(t, c.status, command.Status("test", c.err, &stderr))
		require.Equal(t, c.says, stderr.String())
	}
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a")
	require.NoError(t, os.WriteFile(name, []byte("text"), 0o600))
	for _, name := range []string{name, "-"} {
		f, err := command.Open(name, strings.NewReader("text"))
		require.NoError(t, err)
		text, err := io.ReadAll(f)
		require.NoError(t, err)
		require.Equal(t, "text", string(text))
		require.NoError(t, f.Close())
	}
	require.Equal(t, "standard input", command.Label("-"))
	require.Equal(t, name, command.Label(name))
	_, err := command.Open(dir, nil)
	require.ErrorContains(t, err, dir+" is a folder; name the files in it")
	_, err = command.Open(name+"b", nil)
	require.ErrorIs(t, err, fs.ErrNotExist)
}

func TestComplaints(t *testing.T) {
	var out strings.Builder
	c := command.Complaints{Program: "x", File: "f.csv", To: &out}
	for range 10 {
		c.Add(medcode.ErrSyntax)
	}
	c.End()
	require.Equal(t, strings.Repeat("x: malformed\n", 10), out.String())
	c.Add(medcode.ErrSyntax)
	c.Add(medcode.ErrSyntax)
	c.End()
	require.Equal(t, strings.Repeat("x: malformed\n", 10)+"x: f.csv: 2 more\n", out.String())
	require.Equal(t, 12, c.N)
}

func TestRead(t *testing.T) {
	dir := t.TempDir()
	read := func(err error) error {
		v, err := command.Read("rel", dir, "a release", func(fs.FS) (int, error) { return 7, err })
		require.Equal(t, 7, v)
		return err
	}
	require.NoError(t, read(nil))
	require.ErrorContains(t, read(medcode.ErrLayout), "-rel "+dir+": want a release: unknown layout\n  (go run ./examples/inspect PATH")
	require.EqualError(t, read(medcode.ErrSyntax), "-rel "+dir+": malformed")
	_, err := command.Read("rel", filepath.Join(dir, "no"), "a release", func(fs.FS) (int, error) { return 0, nil })
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.ErrorContains(t, err, "-rel: want a release: stat ")
}

func TestColumns(t *testing.T) {
	fs := flag.NewFlagSet("x", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	var c command.Columns
	fs.Var(&c, "columns", command.ColumnsUsage)
	require.NoError(t, fs.Parse([]string{"-columns", "Fall = id,,Notiz=", "-columns", "Haupt=dx1"}))
	require.Equal(t, command.Columns{"Fall": "id", "Notiz": "", "Haupt": "dx1"}, c)
	require.Equal(t, "Fall=id,Haupt=dx1,Notiz=", c.String())
	require.Error(t, fs.Parse([]string{"-columns", "x"}))
	require.Error(t, fs.Parse([]string{"-columns", "=x"}))
}
