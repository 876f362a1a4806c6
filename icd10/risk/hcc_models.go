package risk

import (
	"slices"
	"strings"
)

// A hccModel is what a version of the model has beside its tables: the groups
// of categories whose interactions have coefficients.
type hccModel struct {
	domain, coefficients, mapping string // how the tables name the version
	groups                        map[string][]uint16
	interactions                  string              // name = group * group; DISABLED is a group too
	needs                         map[uint16][]uint16 // categories that count only beside one of others, before the hierarchy
}

// hccModels have the disease interactions that CMS publishes with the relative
// factors in its Announcements of Medicare Advantage capitation rates: of
// calendar year 2020 (April 1, 2019) for V24, of 2024 (March 31, 2023) for V28;
// groups and products as CMS's software has them (V2419P1M, V2823T2M). Which
// segment of the model has which interaction is for the coefficients to say.
var hccModels = map[string]hccModel{
	"V24": {
		domain: "CMS-HCC", coefficients: "C24", mapping: "CMS-HCC Model V24",
		groups: map[string][]uint16{
			"CANCER":         {8, 9, 10, 11, 12},
			"DIABETES":       {17, 18, 19},
			"SUBSTANCE":      {54, 55, 56},
			"PSYCHIATRIC":    {57, 58, 59, 60},
			"SCHIZOPHRENIA":  {57},
			"CARD_RESP_FAIL": {82, 83, 84},
			"CHF":            {85},
			"COPD":           {110, 111, 112},
			"RENAL":          {134, 135, 136, 137, 138},
			"SEPSIS":         {2},
			"PRESSURE_ULCER": {157, 158, 159},
			"PNEUMONIA":      {114}, // aspiration and specified bacterial
			"ARTIF_OPENINGS": {188},
		},
		interactions: `
HCC47_gCancer                = HCC47 * CANCER
DIABETES_CHF                 = DIABETES * CHF
CHF_gCopdCF                  = CHF * COPD
HCC85_gRenal_V24             = CHF * RENAL
gCopdCF_CARD_RESP_FAIL       = COPD * CARD_RESP_FAIL
HCC85_HCC96                  = CHF * HCC96
gSubstanceUseDisorder_gPsych = SUBSTANCE * PSYCHIATRIC
SEPSIS_PRESSURE_ULCER        = SEPSIS * PRESSURE_ULCER
SEPSIS_ARTIF_OPENINGS        = SEPSIS * ARTIF_OPENINGS
ART_OPENINGS_PRESS_ULCER     = ARTIF_OPENINGS * PRESSURE_ULCER
gCopdCF_ASP_SPEC_B_PNEUM     = COPD * PNEUMONIA
ASP_SPEC_B_PNEUM_PRES_ULC    = PNEUMONIA * PRESSURE_ULCER
SEPSIS_ASP_SPEC_BACT_PNEUM   = SEPSIS * PNEUMONIA
SCHIZOPHRENIA_gCopdCF        = SCHIZOPHRENIA * COPD
SCHIZOPHRENIA_CHF            = SCHIZOPHRENIA * CHF
SCHIZOPHRENIA_SEIZURES       = SCHIZOPHRENIA * HCC79
DISABLED_HCC85               = DISABLED * CHF
DISABLED_PRESSURE_ULCER      = DISABLED * PRESSURE_ULCER
DISABLED_HCC161              = DISABLED * HCC161
DISABLED_HCC39               = DISABLED * HCC39
DISABLED_HCC77               = DISABLED * HCC77
DISABLED_HCC6                = DISABLED * HCC6`,
	},
	"V28": {
		domain: "CMS-HCC", coefficients: "C28", mapping: "CMS-HCC Model V28",
		groups: map[string][]uint16{
			"CANCER":         {17, 18, 19, 20, 21, 22, 23},
			"DIABETES":       {35, 36, 37, 38},
			"SUBSTANCE":      {135, 136, 137, 138, 139},
			"PSYCHIATRIC":    {151, 152, 153, 154, 155},
			"NEURO":          {180, 181, 182, 190, 191, 192, 195, 196, 198, 199},
			"CARD_RESP_FAIL": {211, 212, 213},
			"HF":             {221, 222, 223, 224, 225, 226},
			"CHR_LUNG":       {276, 277, 278, 279, 280},
			"KIDNEY":         {326, 327, 328, 329},
			"ULCER":          {379, 380, 381, 382},
		},
		// An assist device or artificial heart (223) tells nothing of the disease
		// without a heart failure or transplant: CMS's software sets it to 0 then,
		// which the table of hierarchies doesn't show.
		needs: map[uint16][]uint16{223: {221, 222, 224, 225, 226}},
		interactions: `
DIABETES_HF_V28             = DIABETES * HF
HF_CHR_LUNG_V28             = HF * CHR_LUNG
HF_KIDNEY_V28               = HF * KIDNEY
CHR_LUNG_CARD_RESP_FAIL_V28 = CHR_LUNG * CARD_RESP_FAIL
HF_HCC238_V28               = HF * HCC238
gSubUseDisorder_gPsych_V28  = SUBSTANCE * PSYCHIATRIC
DISABLED_CANCER_V28         = DISABLED * CANCER
DISABLED_NEURO_V28          = DISABLED * NEURO
DISABLED_HF_V28             = DISABLED * HF
DISABLED_CHR_LUNG_V28       = DISABLED * CHR_LUNG
DISABLED_ULCER_V28          = DISABLED * ULCER`,
	},
}

// An interaction is a coefficient for two things that hold together.
type interaction struct {
	name        string
	disabled    bool // the first thing is that the person is disabled
	left, right []uint16
}

func (x interaction) holds(categories []uint16, b Beneficiary) bool {
	in := func(c uint16) bool { return slices.Contains(x.left, c) }
	if x.disabled && !b.disabled() || !x.disabled && !slices.ContainsFunc(categories, in) {
		return false
	}
	return slices.ContainsFunc(categories, func(c uint16) bool { return slices.Contains(x.right, c) })
}

// compile reads the lines of m's interactions.
func (m hccModel) compile() []interaction {
	var all []interaction
	for line := range strings.Lines(strings.TrimSpace(m.interactions)) {
		name, product, _ := strings.Cut(strings.TrimSpace(line), "=")
		left, right, _ := strings.Cut(product, "*")
		x := interaction{name: strings.TrimSpace(name)}
		if left = strings.TrimSpace(left); left == "DISABLED" {
			x.disabled = true
		} else {
			x.left = m.group(left)
		}
		x.right = m.group(strings.TrimSpace(right))
		all = append(all, x)
	}
	return all
}

func (m hccModel) group(name string) []uint16 {
	if c, ok := parseHCC(name); ok {
		return []uint16{c}
	}
	return m.groups[name]
}
