package words

import (
	"strings"

	"github.com/medcode/medcode/internal/search"
)

// negation marks a word that a text denies, as esophagitis in "without
// esophagitis": another word than esophagitis, and one that a phrase need not say.
const negation = "~"

// terms returns the words of a text, folded and stemmed. What follows "without"
// or "not" is denied, up to the next comma or "with"; within says for how many
// words, for texts without commas.
func terms(s string, within int) []string {
	var all []string
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ',' || r == ';' || r == '(' || r == ')' || r == '[' || r == ']' }) {
		denied := 0
		for _, w := range search.Words(strings.ReplaceAll(strings.ReplaceAll(part, "-", " "), "/", " ")) {
			switch w {
			case "without", "not":
				denied = within
				continue
			case "with", "due":
				denied = 0
			}
			w = stem(american(w))
			if skipped[w] {
				continue
			}
			if denied > 0 {
				denied--
				w = negation + w
			}
			all = append(all, w)
		}
	}
	return all
}

// throughout and some are how many words a denial holds for: in a text, which has
// commas, and in a phrase.
const (
	throughout = 1 << 10
	some       = 4
)

// british are spellings that American English has shorter, as they occur in
// words of Greek and Latin.
var british = strings.NewReplacer(
	"haem", "hem", "oedem", "edem", "oesoph", "esoph", "oestr", "estr", "foet", "fet", "coeli", "celi",
	"anaem", "anem", "anaes", "anes", "orrhoea", "orrhea", "pnoea", "pnea", "paed", "ped", "gynaec", "gynec",
	"leukaem", "leukem", "caesar", "cesar", "tumour", "tumor", "colour", "color", "odour", "odor", "humour", "humor",
	"caecum", "cecum", "faec", "fec", "diarrhoe", "diarrhe", "ischaem", "ischem", "uraem", "urem", "glycaem", "glycem",
	"aetiolog", "etiolog", "orthopaed", "orthoped", "fibre", "fiber", "centre", "center", "labour", "labor",
	"sulph", "sulf", "aluminium", "aluminum", "litre", "liter", "grey", "gray", "paralys", "paralyz", "caesium", "cesium",
	"ise ", "ize ", "manoeuv", "maneuv", "behaviour", "behavior", "neighbour", "neighbor", "mould", "mold", "trache o", "tracheo",
)

func american(w string) string {
	if !foreign(w) {
		return w
	}
	return british.Replace(w)
}

// foreign reports whether a word has letters that each of the British spellings
// has, which few words have.
func foreign(w string) bool {
	for i := 1; i < len(w); i++ {
		switch w[i-1 : i+1] {
		case "ae", "oe", "ou", "lp", "ey", "iu", "ys":
			return true
		}
	}
	return strings.HasSuffix(w, "re") || strings.Contains(w, "re ") || strings.Contains(w, "ise ") || strings.Contains(w, "trache o")
}

// stem takes off the endings by which the same word differs between a phrase and
// a title: plurals, and the endings of verbs.
func stem(w string) string {
	if len(w) < 4 || w[0] <= '9' {
		return w
	}
	switch {
	case strings.HasSuffix(w, "ies") && len(w) > 4:
		w = w[:len(w)-3] + "y"
	case strings.HasSuffix(w, "sses"), strings.HasSuffix(w, "xes"), strings.HasSuffix(w, "ches"), strings.HasSuffix(w, "shes"):
		w = w[:len(w)-2]
	case strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && !strings.HasSuffix(w, "us") && !strings.HasSuffix(w, "is") && !strings.HasSuffix(w, "as") && !strings.HasSuffix(w, "os"):
		w = w[:len(w)-1]
	}
	for _, ending := range []string{"ing", "ed"} {
		if rest, ok := strings.CutSuffix(w, ending); ok && len(rest) >= 4 && strings.ContainsAny(rest, "aeiouy") && !strings.HasSuffix(rest, "e") {
			if n := len(rest); rest[n-1] == rest[n-2] && !strings.HasSuffix(rest, "ll") && !strings.HasSuffix(rest, "ss") {
				rest = rest[:n-1]
			}
			w = rest
			break
		}
	}
	if len(w) > 4 && strings.HasSuffix(w, "e") {
		w = w[:len(w)-1]
	}
	return w
}
