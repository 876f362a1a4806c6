package outfile_test

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/examples/internal/outfile"
)

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func TestWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	name, link := filepath.Join(dir, "out"), filepath.Join(dir, "link")
	require.NoError(t, os.WriteFile(name, []byte("before"), 0o600))
	require.NoError(t, os.Symlink(name, link))
	write := func() *outfile.File {
		f, err := outfile.Create(link, filepath.Join(dir, "other"))
		require.NoError(t, err)
		_, err = f.Write([]byte("after"))
		require.NoError(t, err)
		return f
	}
	content := func() string {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		return string(text)
	}
	f := write()
	require.Len(t, names(t, dir), 3)
	f.Discard()
	require.Equal(t, "before", content())
	require.Equal(t, []string{"link", "out"}, names(t, dir))

	f = write()
	require.Equal(t, "before", content())
	require.NoError(t, f.Commit())
	f.Discard()
	require.Equal(t, "after", content())
	require.Equal(t, []string{"link", "out"}, names(t, dir))
	info, err := os.Lstat(link)
	require.NoError(t, err)
	require.NotZero(t, info.Mode()&os.ModeSymlink, "a link stays one")
	info, err = os.Stat(name)
	require.NoError(t, err)
	require.EqualValues(t, 0o600, info.Mode().Perm())
}

// A link to a file that isn't there yet stays a link.
func TestDanglingLink(t *testing.T) {
	dir := t.TempDir()
	link := filepath.Join(dir, "link")
	require.NoError(t, os.Symlink("later", link))
	f, err := outfile.Create(link)
	require.NoError(t, err)
	_, err = f.Write([]byte("text"))
	require.NoError(t, err)
	require.NoError(t, f.Commit())
	text, err := os.ReadFile(filepath.Join(dir, "later"))
	require.NoError(t, err)
	require.Equal(t, "text", string(text))
	require.Equal(t, []string{"later", "link"}, names(t, dir))
}

func TestStandardInput(t *testing.T) {
	name := filepath.Join(t.TempDir(), "in")
	require.NoError(t, os.WriteFile(name, nil, 0o600))
	in, err := os.Open(name)
	require.NoError(t, err)
	defer in.Close()
	before := os.Stdin
	os.Stdin = in
	defer func() { os.Stdin = before }()
	_, err = outfile.Create(name, "-")
	require.ErrorContains(t, err, "would overwrite the standard input")
}

func TestInputs(t *testing.T) {
	dir := t.TempDir()
	name, link := filepath.Join(dir, "in"), filepath.Join(dir, "link")
	require.NoError(t, os.WriteFile(name, nil, 0o600))
	require.NoError(t, os.Symlink(name, link))
	for _, c := range [][2]string{{name, name}, {link, name}, {name, link}, {filepath.Join(dir, ".", "in"), name}} {
		_, err := outfile.Create(c[0], "missing", c[1])
		require.ErrorContains(t, err, "would overwrite the input")
	}
	before := os.Args
	defer func() { os.Args = before }()
	for _, args := range [][]string{{name, "-o", link}, {"-in=" + name, "-o=" + link}, {"-in", link, "-o", link}, {"-o", link, link}} {
		os.Args = append([]string{"program"}, args...)
		_, err := outfile.Create(link)
		require.ErrorContains(t, err, "would overwrite the input", "%q", args)
	}
	os.Args = []string{"program", "-o", link, filepath.Join(dir, "missing")}
	f, err := outfile.Create(link)
	require.NoError(t, err, "the output alone")
	f.Discard()
	os.Args = before

	_, err = outfile.Create("")
	require.Error(t, err)
	_, err = outfile.Create(dir)
	require.Error(t, err)
	missing := filepath.Join(dir, "missing", "out")
	_, err = outfile.Create(missing)
	require.EqualError(t, err, "-o "+missing+": no such file or directory")
}

func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "out")
	require.NoError(t, outfile.WriteFile(name, []byte("text")))
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, "text", string(text))
	require.Equal(t, []string{"out"}, names(t, dir))
	require.Error(t, outfile.WriteFile(dir, nil))
	require.Contains(t, outfile.Ending(), os.Interrupt)
}

// TestCompressed: the name that was given decides, also of a link.
func TestCompressed(t *testing.T) {
	dir := t.TempDir()
	plain, link := filepath.Join(dir, "plain"), filepath.Join(dir, "link.gz")
	require.NoError(t, os.WriteFile(plain, nil, 0o600))
	require.NoError(t, os.Symlink(plain, link))
	for _, name := range []string{filepath.Join(dir, "out.gz"), filepath.Join(dir, "OUT.GZ"), link} {
		f, err := outfile.Create(name)
		require.NoError(t, err)
		_, err = f.Write([]byte("text"))
		require.NoError(t, err)
		require.NoError(t, f.Commit())
		in, err := os.Open(name)
		require.NoError(t, err)
		z, err := gzip.NewReader(in)
		require.NoError(t, err)
		text, err := io.ReadAll(z)
		require.NoError(t, err)
		require.Equal(t, "text", string(text))
		require.NoError(t, in.Close())
	}
}

func TestDevice(t *testing.T) {
	f, err := outfile.Create(os.DevNull)
	require.NoError(t, err)
	require.NoError(t, f.Commit())
	f.Discard()
	info, err := os.Stat(os.DevNull)
	require.NoError(t, err)
	require.False(t, info.Mode().IsRegular())
}

// TestInterrupt runs the test program again, which begins a file and waits.
func TestInterrupt(t *testing.T) {
	if name := os.Getenv("OUTFILE_INTERRUPT"); name != "" {
		f, err := outfile.Create(name)
		require.NoError(t, err)
		_, err = f.Write([]byte("half"))
		require.NoError(t, err)
		fmt.Println("ready")
		time.Sleep(time.Minute)
		return
	}
	if runtime.GOOS == "windows" {
		t.Skip("a process can't be interrupted there")
	}
	for _, sig := range []os.Signal{os.Interrupt, syscall.SIGHUP} {
		if signal.Ignored(sig) {
			t.Logf("%v is ignored here, as under nohup", sig)
			continue
		}
		interrupt(t, sig)
	}
}

func interrupt(t *testing.T, sig os.Signal) {
	dir := t.TempDir()
	name := filepath.Join(dir, "out")
	require.NoError(t, os.WriteFile(name, []byte("before"), 0o600))
	c := exec.Command(os.Args[0], "-test.run=^TestInterrupt$")
	c.Env = append(os.Environ(), "OUTFILE_INTERRUPT="+name)
	out, err := c.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, c.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "ready\n", line)
	require.Len(t, names(t, dir), 2)
	require.NoError(t, c.Process.Signal(sig))
	var exit *exec.ExitError
	require.ErrorAs(t, c.Wait(), &exit)
	require.Equal(t, 130, exit.ExitCode())
	require.Equal(t, []string{"out"}, names(t, dir))
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, "before", string(text))
}
