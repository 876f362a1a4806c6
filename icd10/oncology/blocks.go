package oncology

import (
	"iter"

	"github.com/medcode/medcode/icd10/cm"
)

// A Block is a run of categories of the neoplasm chapter of ICD-10-CM and the
// behaviour it implies.
type Block struct {
	First, Last cm.Code  // categories, or codes where a category is divided
	Behavior    Behavior // 0 where the block says none
}

// neoplasms are the blocks of chapter 2 of ICD-10-CM, with the behaviours that
// the guidelines (section I.C.2) and ICD-O's behaviour code give them. More
// particular ones come first: the myeloid diseases that ICD-O-3 calls malignant
// and ICD-10 left among those of uncertain behaviour.
var neoplasms = [...]struct {
	first, last string
	behavior    Behavior
}{
	{"C7A", "C7A", Malignant},   // malignant neuroendocrine tumors
	{"C7B", "C7B", Metastatic},  // secondary neuroendocrine tumors
	{"D3A", "D3A", Benign},      // benign neuroendocrine tumors
	{"D45", "D45", Malignant},   // polycythemia vera, 9950/3
	{"D46", "D46", Malignant},   // myelodysplastic syndromes, 9980/3 to 9993/3
	{"D471", "D471", Malignant}, // chronic myeloproliferative disease, 9960/3
	{"D473", "D473", Malignant}, // essential thrombocythemia, 9962/3
	{"D474", "D474", Malignant}, // osteomyelofibrosis, 9961/3
	{"C00", "C76", Malignant},
	{"C77", "C79", Metastatic},
	{"C80", "C80", MalignantOfAnyOrder}, // without specification of site
	{"C81", "C96", Malignant},           // lymphoid, hematopoietic and related tissue
	{"D00", "D09", InSitu},
	{"D10", "D36", Benign},
	{"D37", "D48", Uncertain},
	{"D49", "D49", 0}, // unspecified behavior
}

// BlockOf returns the block of the neoplasm chapter that holds c, or false when
// c is no code of that chapter.
func BlockOf(c cm.Code) (Block, bool) {
	for b := range Blocks() {
		if b.Contains(c) {
			return b, true
		}
	}
	return Block{}, false
}

// Contains reports whether c is a code of b, by its text.
func (b Block) Contains(c cm.Code) bool {
	return c.Compare(b.First) >= 0 && (c.Compare(b.Last) <= 0 || b.Last.Contains(c)) && c.IsValid()
}

// Blocks yields the blocks in the order in which BlockOf tries them: where two
// hold a code, the first counts.
func Blocks() iter.Seq[Block] {
	return func(yield func(Block) bool) {
		for _, n := range neoplasms {
			if !yield(Block{cm.MustParse(n.first), cm.MustParse(n.last), n.behavior}) {
				return
			}
		}
	}
}

// BlocksOf yields the blocks of ICD-10-CM that hold tumours of behaviour b.
func BlocksOf(b Behavior) iter.Seq[Block] {
	return func(yield func(Block) bool) {
		for block := range Blocks() {
			if block.Behavior == b && !yield(block) {
				return
			}
		}
	}
}
