// Package cpt is the notation of Current Procedural Terminology, the codes that
// physicians report their services with, and readers for the files in which the
// American Medical Association (AMA) licenses it.
//
// CPT is Level I of HCPCS. Its codes have five characters: five digits for
// services in general use (Category I), four digits and F for performance
// measures (Category II), four digits and T for emerging technology (Category
// III), four digits and U for proprietary laboratory analyses (PLA), and four
// digits and M for administrative codes of multianalyte assays (MAAA). Four
// digits and A are immunization administrations of Category I.
//
// Codes, their sections by range and the evaluation and management families are
// facts, and in here. The descriptors are the AMA's copyright and are not:
// [Read] takes them from the licensee's own files. Which codes there are in a
// quarter, package hcpcs/mpfs tells from the physician fee schedule, without
// descriptors.
//
// Package hcpcs has the type of a code of any level, and the modifiers of both.
package cpt
