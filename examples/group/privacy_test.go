package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/examples/internal/planted"
)

// What the program says of claims that can't be read holds no more of one than the
// field it is about.
func TestPrivacy(t *testing.T) {
	dir := t.TempDir()
	wrong, err := planted.Damaged(dir, os.WriteFile, 17, func(file string) string {
		var stdout, stderr bytes.Buffer
		run([]string{file}, nil, &stdout, &stderr)
		return stderr.String()
	})
	require.NoError(t, err)
	require.Empty(t, strings.Join(wrong[:min(len(wrong), 5)], "\n"))
}
