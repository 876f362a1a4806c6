package medcode

import "strings"

// A File identifies one published file by name and content.
type File struct {
	Name   string `json:"name"` // path inside the release; "!" separates a zip from its entry
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"` // hexadecimal
}

// Provenance says where a set came from and for which dates it holds.
type Provenance struct {
	System    string `json:"system"`  // "ICD-10-CM"
	Release   string `json:"release"` // as its publisher names it: "2026", "43.1", "2025-04"
	Effective Period `json:"effective"`
	Files     []File `json:"files"`
}

// String returns p without its files: "ICD-10-CM 2026, 2025-10-01 to
// 2026-09-30", of which there is as much as is known.
func (p Provenance) String() string {
	s := strings.TrimSpace(p.System + " " + p.Release)
	if p.Effective == (Period{}) {
		return s
	}
	return strings.TrimPrefix(s+", "+p.Effective.String(), ", ")
}
