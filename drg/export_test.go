package drg

import "github.com/medcode/medcode/internal/codeword"

// Codes returns all codes that g knows, for tests that make stays of them.
func (g *Grouper) Codes() (diagnoses, procedures []string) {
	for _, d := range g.diagnoses {
		diagnoses = append(diagnoses, codeword.Word(d.code).String())
	}
	for _, p := range g.procedures {
		procedures = append(procedures, codeword.Word(p.code).String())
	}
	return diagnoses, procedures
}

// Clusters returns the codes of the clusters that g knows.
func (g *Grouper) Clusters() (out [][]string) {
	for _, c := range g.clusters {
		out = append(out, clusterCodes(c.codes))
	}
	return out
}

// ListCodes returns the codes of every list, so that tests can stay within one.
func (g *Grouper) ListCodes() (out [][]string) {
	for id := range g.lists {
		var codes []string
		for _, c := range g.codesOf(listID(id)) {
			codes = append(codes, codeword.Word(c).String())
		}
		out = append(out, codes)
	}
	return out
}
