//go:build !js

package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/medcode/medcode/examples/internal/outfile"
)

// writeStatic writes the page as files, with the library as WebAssembly.
func writeStatic(ctx context.Context, dir string, stdout io.Writer) error {
	parts, err := files("wasm.js", staticPolicy, staticWhere)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	wasm, err := compile(ctx)
	if err != nil {
		return err
	}
	if parts["medcode.wasm.js"], err = script(wasm); err != nil {
		return err
	}
	if parts["wasm_exec.js"], err = glue(ctx); err != nil {
		return err
	}
	total := 0
	for name, b := range parts {
		if err := outfile.WriteFile(filepath.Join(dir, name), b); err != nil {
			return err
		}
		total += len(b)
	}
	fmt.Fprintf(stdout, "%s: %d files, %.1f MB; open it in a browser\n", filepath.Join(dir, "index.html"), len(parts), float64(total)/1e6)
	return nil
}

// compile compiles this program for the browser, which is wasm.go.
func compile(ctx context.Context) ([]byte, error) {
	temp, err := os.MkdirTemp("", "desk")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(temp)
	out := filepath.Join(temp, "medcode.wasm")
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", out, "github.com/medcode/medcode/examples/desk")
	cmd.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "GOOS=") || strings.HasPrefix(v, "GOARCH=") }), "GOOS=js", "GOARCH=wasm")
	if b, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("-static compiles the library for the browser, with the go command and in a clone of it: %w\n%s", err, bytes.TrimSpace(b))
	}
	return os.ReadFile(out)
}

// script returns WebAssembly as a script, gzip'ed and in base64.
func script(wasm []byte) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(`self.medcodeWasm="`)
	text := base64.NewEncoder(base64.StdEncoding, &b)
	z, err := gzip.NewWriterLevel(text, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(wasm); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	if err := text.Close(); err != nil {
		return nil, err
	}
	b.WriteString("\";\n")
	return b.Bytes(), nil
}

// glue returns the script of the Go distribution that runs its WebAssembly.
func glue(ctx context.Context) ([]byte, error) {
	root, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("go env GOROOT: %w", err)
	}
	return os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"))
}
