// Group assigns inpatient stays to MS-DRGs.
//
//	group [flags] [FILE …]
//
// Without files it groups some stays of its own and says why each came to
// its DRG. Files are CSV with a header, JSON Lines, or the TSV of the reference
// vectors, or of claims, as examples/claims takes them; plain or compressed with
// gzip; - is standard input. Each stay is
// grouped with the version that holds on its day of discharge, or that it names.
//
//	group -explain hip-replacement-embolism
//	group -explain hip-replacement-embolism -form short
//	group -o drgs.tsv stays-2025.csv.gz stays-2026.csv.gz
//	group -version 42 -answers 420.claims.tsv.gz
//	group -version 41.1 -carry stays-2026.csv
//	group -manual msdrg-definitions-manual-v44.zip -icd10cm icd10cm/2027 stays.jsonl
//
// The exit status is 0, 1 when lines were bad, codes, the principal diagnosis among
// them, were not recognised, claims were left out or there is no stay to explain, and 2 when the command was wrong, a file could not be read
// to its end or has no stays, or nothing could be written.
package main

import "os"

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
