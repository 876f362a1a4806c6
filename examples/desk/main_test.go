//go:build !js

package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/examples/internal/command"
)

func served(t *testing.T) *httptest.Server {
	t.Helper()
	parts, err := files("http.js", servedPolicy, servedWhere)
	require.NoError(t, err)
	s := httptest.NewServer(handler(parts))
	t.Cleanup(s.Close)
	return s
}

func get(t *testing.T, r *http.Request) (int, string, http.Header) {
	t.Helper()
	resp, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, string(b), resp.Header
}

func request(t *testing.T, method, url, body string, header ...string) *http.Request {
	t.Helper()
	r, err := http.NewRequest(method, url, strings.NewReader(body))
	require.NoError(t, err)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

func TestServe(t *testing.T) {
	s := served(t)
	status, body, header := get(t, request(t, "GET", s.URL+"/", ""))
	require.Equal(t, 200, status)
	require.Contains(t, body, "<h1>medcode desk</h1>")
	require.Contains(t, header.Get("Content-Security-Policy"), "default-src 'none'")
	for _, name := range []string{"desk.css", "desk.js", "engine.js"} {
		status, _, _ = get(t, request(t, "GET", s.URL+"/"+name, ""))
		require.Equal(t, 200, status, name)
	}
	status, _, _ = get(t, request(t, "GET", s.URL+"/../main.go", ""))
	require.Equal(t, 404, status)
	status, body, _ = get(t, request(t, "POST", s.URL+"/ask", `{"do":"read","text":"I50.21"}`, "Content-Type", "application/json"))
	require.Equal(t, 200, status)
	require.Contains(t, body, "Acute systolic")
}

// Other sites get no answer.
func TestServeOthers(t *testing.T) {
	s := served(t)
	status, _, _ := get(t, request(t, "POST", s.URL+"/ask", `{}`, "Content-Type", "text/plain"))
	require.Equal(t, 415, status)
	status, _, _ = get(t, request(t, "POST", s.URL+"/ask", `{}`, "Content-Type", "application/json", "Origin", "https://elsewhere.example"))
	require.Equal(t, 403, status)
	r := request(t, "GET", s.URL+"/", "")
	r.Host = "elsewhere.example:80"
	status, _, _ = get(t, r)
	require.Equal(t, 403, status)
}

func TestRun(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	r, w := io.Pipe()
	done := make(chan error)
	go func() { done <- run(ctx, nil, w, io.Discard) }()
	b := make([]byte, 100)
	n, err := r.Read(b)
	require.NoError(t, err)
	require.Regexp(t, regexp.MustCompile(`^http://127\.0\.0\.1:\d+/\n$`), string(b[:n]))
	cancel()
	require.NoError(t, <-done)

	require.Error(t, run(ctx, []string{"-port", "99999"}, io.Discard, io.Discard))
	require.Error(t, run(ctx, []string{"file"}, io.Discard, io.Discard))
}

// The page has nothing from elsewhere, and every field has a label.
func TestPage(t *testing.T) {
	parts, err := files("wasm.js", staticPolicy, staticWhere)
	require.NoError(t, err)
	for name, b := range parts {
		require.NotRegexp(t, `https?://`, string(b), name)
		require.NotContains(t, string(b), "innerHTML", name)
	}
	html := string(parts["index.html"])
	require.NotContains(t, html, "POLICY")
	require.NotContains(t, html, "WHERE")
	fields := regexp.MustCompile(`<(?:input|select|textarea) id="(\w+)"`).FindAllStringSubmatch(html, -1)
	require.Greater(t, len(fields), 15)
	for _, f := range fields {
		require.Contains(t, html, `<label for="`+f[1]+`">`)
	}
}

// The files hold the whole library; compiling it takes its time.
func TestStatic(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles the library for the browser")
	}
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("needs the go command")
	}
	dir := filepath.Join(t.TempDir(), "desk")
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), []string{"-static", dir}, &out, io.Discard))
	require.Contains(t, out.String(), "6 files")
	require.FileExists(t, filepath.Join(dir, "wasm_exec.js"))
	require.FileExists(t, filepath.Join(dir, "medcode.wasm.js"))
	require.Equal(t, command.Failed, command.Status("desk", run(t.Context(), []string{"-static", filepath.Join(dir, "index.html", "x")}, io.Discard, io.Discard), io.Discard))
}
