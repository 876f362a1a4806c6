package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/examples/internal/planted"
)

// What the program says of claims that can't be read holds no more of one than the
// field it is about.
func TestPrivacy(t *testing.T) {
	dir := t.TempDir()
	wrong, err := planted.Damaged(dir, os.WriteFile, 31, func(file string) string {
		var stdout, stderr bytes.Buffer
		command.Status("price", run([]string{"-o", dir + "/out", "-hospital", `{"wageIndex":1}`, file}, nil, &stdout, &stderr), &stderr)
		return stderr.String()
	})
	require.NoError(t, err)
	require.Empty(t, strings.Join(wrong[:min(len(wrong), 5)], "\n"))
}
