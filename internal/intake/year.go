package intake

import "github.com/medcode/medcode/internal/codeword"

// Years returns the years 2000 to 2099 that s names, as in the file names
// icd10pcs_order_2026.txt and icd10cm-codes-April-2025.txt.
func Years(s string) []string {
	var years []string
	for i := 0; i+4 <= len(s); i++ {
		if s[i] == '2' && s[i+1] == '0' && codeword.IsDigit(s[i+2]) && codeword.IsDigit(s[i+3]) {
			years = append(years, s[i:i+4])
			i += 3
		}
	}
	return years
}
