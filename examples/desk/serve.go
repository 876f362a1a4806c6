//go:build !js

package main

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/medcode/medcode/examples/desk/internal/engine"
)

//go:embed page
var page embed.FS

// What the page may do: nothing but load its own parts, and ask the program that
// served it or, as files, nobody.
const (
	servedPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"
	staticPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'none'; img-src data:; base-uri 'none'; form-action 'none'"
	servedWhere  = "What is typed goes to the program on this computer that serves the page, and no further."
	staticWhere  = "What is typed stays in this browser: the page can open no connection."
)

// files returns the parts of the page by name, with that engine script.
func files(script, policy, where string) (map[string][]byte, error) {
	out := map[string][]byte{}
	for name, from := range map[string]string{"index.html": "index.html", "desk.css": "desk.css", "desk.js": "desk.js", "engine.js": script} {
		b, err := page.ReadFile("page/" + from)
		if err != nil {
			return nil, err
		}
		out[name] = b
	}
	html := bytes.Replace(out["index.html"], []byte("POLICY"), []byte(policy), 1)
	out["index.html"] = bytes.Replace(html, []byte("WHERE"), []byte(where), 1)
	return out, nil
}

// serve serves the page on loopback until the context ends.
func serve(ctx context.Context, port int, stdout io.Writer) error {
	parts, err := files("http.js", servedPolicy, servedWhere)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "http://%s/\n", l.Addr())
	server := &http.Server{Handler: handler(parts), ReadHeaderTimeout: 10 * time.Second}
	stopped := context.AfterFunc(ctx, func() { server.Close() })
	defer stopped()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// mostRequest bounds a request: a file of claims in base64.
const mostRequest = 64 << 20

// handler answers for the page. Another site that is open in the browser gets no
// answer, whatever name it gives this computer.
func handler(parts map[string][]byte) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{name...}", func(w http.ResponseWriter, r *http.Request) {
		name := r.PathValue("name")
		if name == "" {
			name = "index.html"
		}
		b, ok := parts[name]
		if !ok {
			http.NotFound(w, r)
			return
		}
		http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(b))
	})
	mux.HandleFunc("POST /ask", func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
			http.Error(w, "want application/json", http.StatusUnsupportedMediaType)
			return
		}
		request, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostRequest))
		if err != nil {
			http.Error(w, `{"error":"the request can't be read, or is larger than 64 MB"}`, http.StatusRequestEntityTooLarge)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write(engine.Answer(request))
	})
	same := http.NewCrossOriginProtection().Handler(mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		if host != "127.0.0.1" && host != "localhost" {
			http.Error(w, "this page is for 127.0.0.1", http.StatusForbidden)
			return
		}
		h := w.Header()
		h.Set("Content-Security-Policy", servedPolicy+"; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		same.ServeHTTP(w, r)
	})
}
