// Package carry carries stays that were coded in one fiscal year into the codes
// of another, so that a version of MS-DRG which doesn't know their codes can
// group them: last year's stays by next year's logic, or today's by the logic of
// a year that a contract names.
//
//	c, err := carry.New(cmdata.Library(), pcsdata.Library(), g.Effective().From)
//	result := c.Group(g, &stay)
//	for _, change := range result.Carried {
//		fmt.Println(change) // M54.5, diagnosis 1: not carried, became one of M54.50, M54.51, M54.59 …
//	}
//
// A code that may be reported on the day stays as it is. Another one follows the
// conversion table of ICD-10-CM, which NCHS publishes with each release: to what
// it became, where the day is later than the code, and to what was coded in its
// place, where the day is earlier. It is replaced where that is exactly one code,
// and else left as it is and told of, for no table can say which of several the
// record would support. (ICD-10-CM Conversion Table, of the newest release in the
// library.)
//
// CMS's conversion table of ICD-10-PCS is not among what [pcs.Library] holds. The
// addenda of the order files say which codes came, went and were retitled (Add,
// Delete, Revise), not what one became: of the years 2016 to 2026 none of 3,506
// revisions leads to another code, and none of 3,024 deleted codes has the title
// of one that came. So procedures that the day doesn't have are left, and told of.
// Where the library knows of an update that it lacks ([pcs.Library.Lacks]), a code
// that may be of it is left and not judged.
//
// What comes out is an estimate, as any grouping of codes under a logic that they
// were not chosen for.
package carry
