package cpt

import "slices"

// A Section is a part of CPT by range of codes. Titles are ours, in plain
// words; CPT's own headings are the AMA's.
type Section struct {
	First, Last Code   // both included
	Title       string // "surgery"
	Subsection  string // "digestive system"; empty where the section isn't divided here
}

// Section returns the section of c by its number, and whether there is one:
// ranges have gaps, where CPT has no codes. Codes that CPT prints out of
// sequence are found under their number, as the files have them.
func (c Code) Section() (Section, bool) {
	text, suffix := c.String(), c.c.Suffix()
	list := sections
	if suffix != 0 {
		list = suffixed
	}
	for _, s := range list {
		if s.first <= text && text <= s.last && (suffix == 0 || s.first[4] == suffix) {
			return s.section(), true
		}
	}
	return Section{}, false
}

// Sections returns all sections: those of five digits in order, then those of
// codes with a letter.
func Sections() []Section {
	var all []Section
	for _, s := range slices.Concat(sections, suffixed) {
		all = append(all, s.section())
	}
	return all
}

type span struct{ first, last, title, subsection string }

func (s span) section() Section {
	return Section{MustParse(s.first), MustParse(s.last), s.title, s.subsection}
}

const (
	em        = "evaluation and management"
	surgery   = "surgery"
	radiology = "radiology"
	pathology = "pathology and laboratory"
	medicine  = "medicine"
	measures  = "performance measures"
)

// sections are the ranges of codes of five digits, in order.
var sections = []span{
	{"00100", "01999", "anesthesia", ""},
	{"10004", "10021", surgery, "general"},
	{"10030", "19499", surgery, "integumentary system"},
	{"20100", "29999", surgery, "musculoskeletal system"},
	{"30000", "32999", surgery, "respiratory system"},
	{"33016", "37799", surgery, "cardiovascular system"},
	{"38100", "38999", surgery, "blood and lymphatic systems"},
	{"39000", "39599", surgery, "mediastinum and diaphragm"},
	{"40490", "49999", surgery, "digestive system"},
	{"50010", "53899", surgery, "urinary system"},
	{"54000", "55899", surgery, "male genital system"},
	{"55920", "55920", surgery, "reproductive system"},
	{"55970", "55980", surgery, "intersex"},
	{"56405", "58999", surgery, "female genital system"},
	{"59000", "59899", surgery, "maternity and delivery"},
	{"60000", "60699", surgery, "endocrine system"},
	{"61000", "64999", surgery, "nervous system"},
	{"65091", "68899", surgery, "eye"},
	{"69000", "69979", surgery, "ear"},
	{"69990", "69990", surgery, "operating microscope"},
	{"70010", "76499", radiology, "diagnostic imaging"},
	{"76506", "76999", radiology, "ultrasound"},
	{"77001", "77022", radiology, "guidance"},
	{"77046", "77067", radiology, "breast"},
	{"77071", "77092", radiology, "bones and joints"},
	{"77261", "77799", radiology, "radiation oncology"},
	{"78012", "79999", radiology, "nuclear medicine"},
	{"80047", "80081", pathology, "panels"},
	{"80143", "80299", pathology, "therapeutic drugs"},
	{"80305", "80377", pathology, "drug tests"},
	{"80400", "80439", pathology, "stimulation and suppression tests"},
	{"80503", "80506", pathology, "consultations"},
	{"81000", "81099", pathology, "urine"},
	{"81105", "81408", pathology, "molecular pathology"},
	{"81410", "81479", pathology, "genomic sequencing and other molecular tests"},
	{"81490", "81599", pathology, "multianalyte assays with algorithms"},
	{"82009", "84999", pathology, "chemistry"},
	{"85002", "85999", pathology, "hematology and coagulation"},
	{"86000", "86849", pathology, "immunology"},
	{"86850", "86999", pathology, "transfusion medicine"},
	{"87003", "87999", pathology, "microbiology"},
	{"88000", "88099", pathology, "autopsy"},
	{"88104", "88199", pathology, "cytopathology"},
	{"88230", "88299", pathology, "cytogenetics"},
	{"88300", "88399", pathology, "surgical pathology"},
	{"88720", "88749", pathology, "transcutaneous tests"},
	{"89049", "89240", pathology, "other procedures"},
	{"89250", "89398", pathology, "reproductive medicine"},
	{"90281", "90399", medicine, "immune globulins"},
	{"90460", "90474", medicine, "immunization administration"},
	{"90476", "90759", medicine, "vaccines and toxoids"},
	{"90785", "90899", medicine, "psychiatry"},
	{"90901", "90913", medicine, "biofeedback"},
	{"90935", "90999", medicine, "dialysis"},
	{"91010", "91299", medicine, "gastroenterology"},
	{"91300", "91329", medicine, "coronavirus vaccines"},
	{"92002", "92499", medicine, "ophthalmology"},
	{"92502", "92700", medicine, "ear, nose, throat, speech and hearing"},
	{"92920", "93799", medicine, "cardiology"},
	{"93880", "93998", medicine, "noninvasive vascular studies"},
	{"94002", "94799", medicine, "pulmonology"},
	{"95004", "95199", medicine, "allergy and immunology"},
	{"95249", "95251", medicine, "endocrinology"},
	{"95700", "96020", medicine, "neurology and neuromuscular procedures"},
	{"96040", "96041", medicine, "genetic counseling"},
	{"96105", "96146", medicine, "assessment of the nervous system and behavior"},
	{"96156", "96171", medicine, "health behavior"},
	{"96202", "96203", medicine, "training of caregivers"},
	{"96360", "96549", medicine, "infusions, injections and chemotherapy"},
	{"96567", "96574", medicine, "photodynamic therapy"},
	{"96900", "96999", medicine, "dermatology"},
	{"97010", "97799", medicine, "physical medicine and rehabilitation"},
	{"97802", "97804", medicine, "nutrition therapy"},
	{"97810", "97814", medicine, "acupuncture"},
	{"98000", "98016", em, "telemedicine visits"},
	{"98925", "98929", medicine, "osteopathic manipulation"},
	{"98940", "98943", medicine, "chiropractic manipulation"},
	{"98960", "98962", medicine, "education for self-management"},
	{"98966", "98972", medicine, "services by telephone and online, not by physicians"},
	{"98975", "98981", medicine, "remote therapeutic monitoring"},
	{"99000", "99082", medicine, "special services and reports"},
	{"99091", "99091", em, "remote monitoring"},
	{"99100", "99140", medicine, "qualifying circumstances of anesthesia"},
	{"99151", "99157", medicine, "moderate sedation"},
	{"99170", "99199", medicine, "other services and procedures"},
	{"99202", "99215", em, "office and other outpatient visits"},
	{"99221", "99239", em, "hospital inpatient and observation care"},
	{"99242", "99255", em, "consultations"},
	{"99281", "99288", em, "emergency department"},
	{"99291", "99292", em, "critical care"},
	{"99304", "99316", em, "nursing facility"},
	{"99341", "99350", em, "home or residence"},
	{"99358", "99360", em, "prolonged and standby services"},
	{"99366", "99368", em, "case management conferences"},
	{"99374", "99380", em, "oversight of care plans"},
	{"99381", "99412", em, "preventive medicine"},
	{"99415", "99418", em, "prolonged services"},
	{"99421", "99423", em, "online visits"},
	{"99424", "99427", em, "principal care management"},
	{"99429", "99429", em, "preventive medicine"},
	{"99437", "99439", em, "chronic care management"},
	{"99441", "99443", em, "telephone visits"},
	{"99446", "99452", em, "consultations between professionals"},
	{"99453", "99454", em, "remote monitoring"},
	{"99455", "99456", em, "disability evaluations"},
	{"99457", "99459", em, "remote monitoring and pelvic examination"},
	{"99460", "99465", em, "newborn care"},
	{"99466", "99486", em, "critical and intensive care of children, care planning"},
	{"99487", "99498", em, "care management and planning"},
	{"99499", "99499", em, "other"},
	{"99500", "99602", medicine, "home health procedures"},
	{"99605", "99607", medicine, "medication therapy management"},
}

// suffixed are the ranges of codes that end in a letter.
var suffixed = []span{
	{"0001A", "9999A", medicine, "immunization administration"},
	{"0001F", "0015F", measures, "composite measures"},
	{"0500F", "0584F", measures, "patient management"},
	{"1000F", "1505F", measures, "patient history"},
	{"2000F", "2060F", measures, "physical examination"},
	{"3006F", "3776F", measures, "results of diagnosis and screening"},
	{"4000F", "4563F", measures, "treatment and prevention"},
	{"5005F", "5250F", measures, "follow-up and outcomes"},
	{"6005F", "6150F", measures, "patient safety"},
	{"7010F", "7025F", measures, "structure"},
	{"9001F", "9007F", measures, "beside listed measures"},
	{"0001M", "9999M", "multianalyte assays", "administrative codes"},
	{"0001T", "9999T", "emerging technology", ""},
	{"0001U", "9999U", "proprietary laboratory analyses", ""},
}
