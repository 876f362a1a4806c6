// Package words finds the ICD-10 codes that a phrase means: what a clinician
// notes ("T2DM w/ CKD 3b"), what a patient says ("pink eye"), what an index
// prints ("Fracture, traumatic, femur, shaft, left").
//
// A [Finder] is made of one release, whose codes are the answers, and of older
// ones, whose alphabetic index serves where its codes are still valid:
//
//	f := words.New(release, words.Options{Older: []*cm.Release{r2017}})
//	for _, a := range f.Find("broken left wrist", 5) {
//		fmt.Println(a.Code, a.Title, a.Why)
//	}
//
// What is searched is the classification's own: titles, inclusion terms, the
// paths of the indexes, the tables of neoplasms and of drugs. Between people's
// words and those of the classification stand two short lists of this package,
// abbreviations and plain words (words.txt); no licensed vocabulary is in it.
//
// A phrase is read in these steps. Abbreviations and plain words are replaced,
// the longest first; where one means several things, each reading is tried.
// Words are folded: case, accents, British spelling, plurals. A word that no
// text has is taken for the nearest one that some have. Every text is then
// measured by how much of the phrase it has, rare words counting more, and by
// how little else it says. From a header the answer goes down to a code that can
// be reported, by the side and the encounter that the phrase names, or the
// unspecified ones, which the answer says.
package words
