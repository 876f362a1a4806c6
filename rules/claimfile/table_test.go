package claimfile_test

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/internal/columns"
	"github.com/medcode/medcode/rules"
)

// TestTable: the table of the documentation has every field of a claim, and every
// column of CSV.
func TestTable(t *testing.T) {
	text, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	table := strings.Join(regexp.MustCompile(`(?m)^//\t[A-Z].*$`).FindAllString(string(text), -1), "\n")
	has := map[string]bool{}
	for _, word := range regexp.MustCompile(`[A-Za-z0-9_.]+`).FindAllString(table, -1) {
		has[word] = true
	}
	for _, name := range columns.Fields() {
		switch name {
		case "version", "hospital", "age_days", "unreadable": // of stays, or what no source says
			continue
		}
		assert.True(t, has[name] || has[name+"1"], "column %s", name)
	}
	for kind, prefix := range map[reflect.Type]string{reflect.TypeFor[rules.Claim](): "", reflect.TypeFor[rules.Line](): "Line."} {
		for i := range kind.NumField() {
			switch name := kind.Field(i).Name; {
			case name == "Unreadable" || name == "Lines" || name == "Patient":
			default:
				assert.True(t, regexp.MustCompile(`(?m)^//\t`+regexp.QuoteMeta(prefix)+`[A-Za-z, ]*\b`+name+`\b`).MatchString(table), "field %s%s", prefix, name)
			}
		}
	}
}
