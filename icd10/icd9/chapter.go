package icd9

import "github.com/medcode/medcode/internal/codeword"

// A Chapter is a chapter of a volume, a range of categories.
type Chapter[V Volume] struct {
	Number      string // "1" to "17", "V", "E"; of procedures "0" to "16", and "3A"
	Title       string
	First, Last Code[V] // categories
}

type chapter struct{ number, first, last, title string }

// The chapters of volumes 1 and 3, from the table of contents of ICD-9-CM,
// sixth edition (NCHS and CMS, 2011).
var chapters1 = []chapter{
	{"1", "001", "139", "Infectious and Parasitic Diseases"},
	{"2", "140", "239", "Neoplasms"},
	{"3", "240", "279", "Endocrine, Nutritional and Metabolic Diseases, and Immunity Disorders"},
	{"4", "280", "289", "Diseases of the Blood and Blood-Forming Organs"},
	{"5", "290", "319", "Mental, Behavioral and Neurodevelopmental Disorders"},
	{"6", "320", "389", "Diseases of the Nervous System and Sense Organs"},
	{"7", "390", "459", "Diseases of the Circulatory System"},
	{"8", "460", "519", "Diseases of the Respiratory System"},
	{"9", "520", "579", "Diseases of the Digestive System"},
	{"10", "580", "629", "Diseases of the Genitourinary System"},
	{"11", "630", "679", "Complications of Pregnancy, Childbirth, and the Puerperium"},
	{"12", "680", "709", "Diseases of the Skin and Subcutaneous Tissue"},
	{"13", "710", "739", "Diseases of the Musculoskeletal System and Connective Tissue"},
	{"14", "740", "759", "Congenital Anomalies"},
	{"15", "760", "779", "Certain Conditions Originating in the Perinatal Period"},
	{"16", "780", "799", "Symptoms, Signs, and Ill-Defined Conditions"},
	{"17", "800", "999", "Injury and Poisoning"},
	{"E", "E000", "E999", "Supplementary Classification of External Causes of Injury and Poisoning"},
	{"V", "V01", "V99", "Supplementary Classification of Factors Influencing Health Status and Contact with Health Services"},
}

var chapters3 = []chapter{
	{"0", "00", "00", "Procedures and Interventions, Not Elsewhere Classified"},
	{"1", "01", "05", "Operations on the Nervous System"},
	{"2", "06", "07", "Operations on the Endocrine System"},
	{"3", "08", "16", "Operations on the Eye"},
	{"3A", "17", "17", "Other Miscellaneous Diagnostic and Therapeutic Procedures"},
	{"4", "18", "20", "Operations on the Ear"},
	{"5", "21", "29", "Operations on the Nose, Mouth, and Pharynx"},
	{"6", "30", "34", "Operations on the Respiratory System"},
	{"7", "35", "39", "Operations on the Cardiovascular System"},
	{"8", "40", "41", "Operations on the Hemic and Lymphatic System"},
	{"9", "42", "54", "Operations on the Digestive System"},
	{"10", "55", "59", "Operations on the Urinary System"},
	{"11", "60", "64", "Operations on the Male Genital Organs"},
	{"12", "65", "71", "Operations on the Female Genital Organs"},
	{"13", "72", "75", "Obstetrical Procedures"},
	{"14", "76", "84", "Operations on the Musculoskeletal System"},
	{"15", "85", "86", "Operations on the Integumentary System"},
	{"16", "87", "99", "Miscellaneous Diagnostic and Therapeutic Procedures"},
}

// Chapters returns the chapters of a volume, in the order of codes.
func Chapters[V Volume]() []Chapter[V] {
	var all []Chapter[V]
	for _, c := range rulesOf[V]().chapters {
		all = append(all, chapterOf[V](c))
	}
	return all
}

func chapterOf[V Volume](c chapter) Chapter[V] {
	return Chapter[V]{c.number, c.title, Code[V]{w: codeword.Pack(c.first)}, Code[V]{w: codeword.Pack(c.last)}}
}

// Chapter returns the chapter that c lies in; the zero Chapter for a code that
// lies in none, such as 000.
func (c Code[V]) Chapter() Chapter[V] {
	category := c.Category()
	for _, ch := range rulesOf[V]().chapters {
		if chapter := chapterOf[V](ch); category.Compare(chapter.First) >= 0 && category.Compare(chapter.Last) <= 0 {
			return chapter
		}
	}
	return Chapter[V]{}
}
