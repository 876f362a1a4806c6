package drg

import (
	"github.com/medcode/medcode/drg/internal/compile"
	"github.com/medcode/medcode/drg/internal/logic"
	"github.com/medcode/medcode/internal/codeword"
)

// Codes returns all codes that g knows, for tests that make stays of them.
func (g *Grouper) Codes() (diagnoses, procedures []string) {
	for _, d := range g.l.Diagnoses {
		diagnoses = append(diagnoses, codeword.Word(d.Code).String())
	}
	for _, p := range g.l.Procedures {
		procedures = append(procedures, codeword.Word(p.Code).String())
	}
	return diagnoses, procedures
}

// Clusters returns the codes of the clusters that g knows.
func (g *Grouper) Clusters() (out [][]string) {
	for _, c := range g.l.Clusters {
		out = append(out, logic.ClusterCodes(c.Codes))
	}
	return out
}

// ListCodes returns the codes of every list, so that tests can stay within one.
func (g *Grouper) ListCodes() [][]string {
	out := make([][]string, len(g.l.Lists))
	for _, d := range g.l.Diagnoses {
		for _, id := range g.l.DiagnosisClasses[d.Class] {
			out[id] = append(out[id], codeword.Word(d.Code).String())
		}
	}
	for _, p := range g.l.Procedures {
		for _, id := range g.l.ProcedureClasses[p.Class] {
			out[id] = append(out[id], codeword.Word(p.Code).String())
		}
	}
	return out
}

// Errata returns the errata that the compiler knows.
func Errata() []logic.Erratum { return compile.Errata() }

// Fingerprint returns what g says of stays, as one number.
func (g *Grouper) Fingerprint() [32]byte { return logic.Fingerprint(g.l) }

// SetLongStay sets from how many diagnoses on equal ones are asked once, and
// returns what it was.
func SetLongStay(n int) (old int) {
	old, longStay = longStay, n
	return old
}
