// Package ioce judges outpatient claims of hospitals by the edits of CMS's
// Integrated Outpatient Code Editor (I/OCE).
package ioce
