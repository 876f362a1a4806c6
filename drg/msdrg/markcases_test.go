package msdrg_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/drg/stayfile"
	"github.com/medcode/medcode/internal/official"
)

var cases = flag.Bool("cases", false, "count anew how many claims each case of the marks decides")

// A markCase is a case of the code that chooses which codes are marked: a line
// of a file of package drg, and the same line without the case. In the latter,
// OFF stands for whether this case is the one that is left out.
type markCase struct{ file, line, without string }

var markCases = []markCase{
	{"weigh.go", "a.within = a.within || g.within(", "a.within = a.within || !OFF && g.within("},
	{"weigh.go", "asksProcedures(k) && !clustered(l, k) || diagnosesAlone(k) {", "!OFF && (asksProcedures(k) && !clustered(l, k) || diagnosesAlone(k)) {"},
	{"mark.go", "if o.family.rest {", "if !OFF && o.family.rest {"},
	{"mark.go", "case summed && asksList(k):", "case !OFF && summed && asksList(k):"},
	{"mark.go", "case !c.yes || !c.decides:", "case !c.yes || !OFF && !c.decides:"},
	{"mark.go", "c.yes && c.cond.op == logic.OpOccurs {", "!OFF && c.yes && c.cond.op == logic.OpOccurs {"},
	{"mark.go", "m.occurring(c.cond, c.alone)", "m.occurring(c.cond, !OFF && c.alone)"},
	{"mark.go", "if m.w.holds(k, NonCC) { //", "if !OFF && m.w.holds(k, NonCC) { //"},
	{"mark.go", "if !o.row.rivals {", "if OFF || !o.row.rivals {"},
	{"mark.go", "r.weight < most {", "r.weight < most || OFF && r.weight == most {"},
	{"mark.go", "if !anyOf(w.principal, k.in) {", "if OFF || !anyOf(w.principal, k.in) {"},
	{"mark.go", "if !m.fulfilled(k.in) {", "if OFF || !m.fulfilled(k.in) {"},
	{"mark.go", "if kid.op == logic.OpAnyOR {", "if !OFF && kid.op == logic.OpAnyOR {"},
	{"mark.go", "if kid.op == logic.OpProcedure && m.fulfilled(kid.in) {", "if !OFF && kid.op == logic.OpProcedure && m.fulfilled(kid.in) {"},
	{"mark.go", "case plain:", "case !OFF && plain:"},
	{"mark.go", "case last.op == logic.OpPrincipal && m.w.g.before43:", "case !OFF && last.op == logic.OpPrincipal && m.w.g.before43:"},
	{"mark.go", "case last.op == logic.OpProcedure && procedureCond(first) != nil:", "case !OFF && last.op == logic.OpProcedure && procedureCond(first) != nil:"},
	{"mark.go", "case procedural != nil:", "case !OFF && procedural != nil:"},
	{"mark.go", "anyOf(m.w.listsOfProcedure(i), in) && !m.combined(m.w.codeOf(i)) {", "anyOf(m.w.listsOfProcedure(i), in) && (OFF || !m.combined(m.w.codeOf(i))) {"},
	{"choose.go", "a != b { //", "a != b && !OFF { //"},
	{"choose.go", "return d[i].Code.Key() < d[j].Code.Key()", "return (d[i].Code.Key() < d[j].Code.Key()) != OFF"},
	{"choose.go", "!m.inAny(i, m.o.row.own) {", "(OFF || !m.inAny(i, m.o.row.own)) {"},
	{"choose.go", "if !ok || m.inClusterOf(id, w.codeOf(i)) {", "if !ok || !OFF && m.inClusterOf(id, w.codeOf(i)) {"},
	{"choose.go", "apart := w.g.apart[id]", "apart := !OFF && w.g.apart[id]"},
	{"choose.go", "a != b && m.medical() {", "a != b && !OFF && m.medical() {"},
	{"choose.go", "if i == 0 || j == 0 {", "if !OFF && (i == 0 || j == 0) {"},
	{"choose.go", "firstAnyhow := m.w.g.before41", "firstAnyhow := !OFF && m.w.g.before41"},
	{"choose.go", "return m.w.codeOf(i) < m.w.codeOf(j)", "return (m.w.codeOf(i) < m.w.codeOf(j)) != OFF"},
	{"choose.go", "extensive := m.w.operated(k.in, true) &&", "extensive := !OFF && m.w.operated(k.in, true) &&"},
	{"choose.go", "(k.op == logic.OpExtensive || !g.before41 && len(k.lists) == 0)", "(OFF || k.op == logic.OpExtensive || !g.before41 && len(k.lists) == 0)"},
	{"choose.go", "if m.o.family.mdc == 0 && !unrelated {", "if !OFF && m.o.family.mdc == 0 && !unrelated {"},
	{"choose.go", "has(m.w.listsOfCluster(c), list) ||", "!OFF && has(m.w.listsOfCluster(c), list) ||"},
	{"choose.go", "own != m.o.mdc && cl.MDCs&(1<<own) != 0 && m.wholeIn(cl, list) ||", "!OFF && own != m.o.mdc && cl.MDCs&(1<<own) != 0 && m.wholeIn(cl, list) ||"},
	{"choose.go", "unrelated && !g.before42 && cl.MDCs != 0)", "!OFF && unrelated && !g.before42 && cl.MDCs != 0)"},
	{"choose.go", "if list != 0 && containsCode(", "if !OFF && list != 0 && containsCode("},
	{"count.go", "if k.kids[0].op == logic.OpProcedure {", "if !OFF && k.kids[0].op == logic.OpProcedure {"},
	{"count.go", "if anyOf(w.principal, k.kids[i].in) {", "if !OFF && anyOf(w.principal, k.kids[i].in) {"},
	{"count.go", "slices.SortStableFunc(picks,", "slices.SortStableFunc(picks[:len(picks)*onlyIf(!OFF)],"},
	{"count.go", "if taken > 1 && slices.Contains(order, 0) {", "if !OFF && taken > 1 && slices.Contains(order, 0) {"},
	{"count.go", "if need > 0 && extra {", "if !OFF && need > 0 && extra {"},
	{"count.go", "} else if !slices.Contains(order, 0) {", "} else if !OFF && !slices.Contains(order, 0) {"},
	{"count.go", "if first && (i == 0 || j == 0) {", "if !OFF && first && (i == 0 || j == 0) {"},
}

const casesHelp = `package drg

import "os"

var caseOff = os.Getenv("MEDCODE_MARK_CASE")

func onlyIf(b bool) int {
	if b {
		return 1
	}
	return 0
}
`

var statedCount = regexp.MustCompile(`\d+ claims?`)

// TestMarkCases holds that a count stands behind each case of the marks in package
// drg. With -cases it counts them anew, prints them and holds those stated against
// them, in about a minute: it builds the package so that a case can be left out,
// leaves out one after the other, and counts the claims of the vectors whose answer
// is otherwise than with all cases. The case left out is named by an environment
// variable, so that the package itself has nothing of it.
func TestMarkCases(t *testing.T) {
	const dir = ".."
	overlay := t.TempDir()
	sources := map[string]string{}
	stated := make([]string, len(markCases))
	for i, c := range markCases {
		if sources[c.file] == "" {
			data, err := os.ReadFile(filepath.Join(dir, c.file))
			require.NoError(t, err)
			sources[c.file] = string(data)
		}
		require.Equal(t, 1, strings.Count(sources[c.file], c.line), "%s: %q", c.file, c.line)
		_, rest, _ := strings.Cut(sources[c.file], c.line)
		line, _, _ := strings.Cut(rest, "\n")
		stated[i] = statedCount.FindString(line)
		require.NotEmpty(t, stated[i], "%s: %q has no count", c.file, c.line)
		without := strings.ReplaceAll(c.without, "OFF", fmt.Sprintf("(caseOff == %q)", fmt.Sprint(i)))
		sources[c.file] = strings.Replace(sources[c.file], c.line, without, 1)
	}
	if !*cases {
		t.Skip("counts anew with -cases")
	}
	official.Path(t, "vectors/msdrg")
	sources["markcase_overlay.go"] = casesHelp
	replace := map[string]string{}
	for name, source := range sources {
		at := filepath.Join(overlay, name)
		require.NoError(t, os.WriteFile(at, []byte(source), 0o600))
		abs, err := filepath.Abs(filepath.Join(dir, name))
		require.NoError(t, err)
		replace[abs] = at
	}
	data, err := json.Marshal(map[string]any{"Replace": replace})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(overlay, "overlay.json"), data, 0o600))
	binary := filepath.Join(overlay, "cases.test")
	out, err := exec.Command("go", "test", "-c", "-vet=off", "-overlay", filepath.Join(overlay, "overlay.json"), "-o", binary, ".").CombinedOutput()
	require.NoError(t, err, "%s", out)

	all := answersWithout(t, binary, "none")
	for i, c := range markCases {
		n := 0
		for k, line := range answersWithout(t, binary, fmt.Sprint(i)) {
			if line != all[k] {
				n++
			}
		}
		count := fmt.Sprintf("%d claims", n)
		if n == 1 {
			count = "1 claim"
		}
		t.Logf("%s: %s: %s", c.file, strings.TrimSuffix(c.line, " //"), count)
		if stated[i] != count {
			t.Errorf("%s: %s: stated are %q, found %s", c.file, c.line, stated[i], count)
		}
	}
}

// answersWithout returns the answers, line by line, of a binary of these tests
// in which a case is left out.
func answersWithout(t *testing.T, binary, number string) []string {
	name := filepath.Join(t.TempDir(), "answers")
	cmd := exec.Command(binary, "-test.run", "^TestWriteAnswers$")
	cmd.Env = append(os.Environ(), "MEDCODE_MARK_CASE="+number, "MEDCODE_MARK_ANSWERS="+name)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	return strings.Split(string(data), "\n")
}

// TestWriteAnswers is what TestMarkCases runs again and again.
func TestWriteAnswers(t *testing.T) {
	name := os.Getenv("MEDCODE_MARK_ANSWERS")
	if name == "" {
		t.Skip("a part of TestMarkCases")
	}
	var data []byte
	var r drg.Result
	for _, v := range vectors {
		g, err := msdrg.Version(v.version)
		require.NoError(t, err)
		for rec := range claims(t, v.file) {
			g.GroupInto(&rec.Stay, &r)
			data = stayfile.AppendAnswer(data, rec.ID, &r)
		}
	}
	require.NoError(t, os.WriteFile(name, data, 0o600))
}
