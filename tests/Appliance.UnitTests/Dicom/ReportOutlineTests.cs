using Appliance.Dicom;
using Appliance.Tests;
using Xunit;

namespace Appliance.UnitTests.Dicom;

public sealed class ReportOutlineTests
{
    [Fact]
    public void Lines_EachKindOfContentItem_TellRelationshipConceptValueAndUnits()
    {
        var report = Item("CONTAINER", "", "Report");
        report.SetSequence(
            DicomTag.ContentSequence,
            Item("TEXT", "CONTAINS", "Finding").Set(DicomTag.TextValue, "two\\lines"),
            Item("NUM", "CONTAINS", "Diameter").SetSequence(DicomTag.MeasuredValueSequence, new DicomDataset()
                .Set(DicomTag.NumericValue, "12.5").SetSequence(DicomTag.MeasurementUnitsCodeSequence, Code("millimeter"))),
            Item("NUM", "CONTAINS", "Ratio").SetSequence(DicomTag.NumericValueQualifierCodeSequence, Code("Not a number")),
            Item("CODE", "HAS CONCEPT MOD", "Laterality").SetSequence(DicomTag.ConceptCodeSequence, Code("Left")),
            Item("DATETIME", "HAS ACQ CONTEXT", "Seen").Set(DicomTag.DateTime, "20200131101530+0100"),
            Item("PNAME", "HAS OBS CONTEXT", "Observer").Set(DicomTag.PersonName, "Doe^Jane"),
            Item("IMAGE", "CONTAINS", null).SetSequence(DicomTag.ReferencedSOPSequence, new DicomDataset()
                .Set(DicomTag.ReferencedSOPClassUID, DicomUID.CTImageStorage).Set(DicomTag.ReferencedSOPInstanceUID, "1.2.3")
                .Set(DicomTag.ReferencedFrameNumber, "4", "5")),
            Item("CONTAINER", "CONTAINS", "Group").SetSequence(
                DicomTag.ContentSequence,
                new DicomDataset().Set(DicomTag.RelationshipType, "INFERRED FROM").Set(DicomTag.ReferencedContentItemIdentifier, 1, 2)));
        Assert.True(ReportOutline.IsReport(report));
        Assert.Equal(
            [
                "1 Report",
                "  1.1 <contains> Finding: two\\lines",
                "  1.2 <contains> Diameter: 12.5 millimeter",
                "  1.3 <contains> Ratio: [Not a number]",
                "  1.4 <has concept mod> Laterality: Left",
                "  1.5 <has acq context> Seen: 2020-01-31 10:15:30 +0100",
                "  1.6 <has obs context> Observer: Doe, Jane",
                "  1.7 <contains> CT Image Storage 1.2.3, frame 4, 5",
                "  1.8 <contains> Group",
                "    1.8.1 <inferred from> see item 1.2",
            ],
            ReportOutline.Lines(report).Select(line => line.ToString()));
    }

    [Fact]
    public void Lines_ForeignReport_HasItsMeasurementsWithUnits()
    {
        using var file = DicomFile.Open(Corpus.PathOf("sr-ko/sample-sr.dcm"));
        Assert.Contains("      1.5.1.3 <contains> Long Axis: 64.4505437946691 px", ReportOutline.Lines(file.Dataset).Select(line => line.ToString()));
    }

    [Fact]
    public void IsReport_Image_IsNot()
    {
        using var file = DicomFile.Open(Corpus.PathOf("ct/CT_small.dcm"));
        Assert.False(ReportOutline.IsReport(file.Dataset));
    }

    [Theory]
    [InlineData("Head", "T-D1100", "SRT", "Head (T-D1100, SRT)")]
    [InlineData(null, "T-D1100", "SRT", "(T-D1100, SRT)")]
    [InlineData("Head", null, null, "Head")]
    [InlineData(null, null, null, null)]
    public void CodedEntry_WhateverIsThere_IsTold(string? meaning, string? value, string? scheme, string? expected)
    {
        var entry = new DicomDataset();
        foreach (var (tag, text) in new[] { (DicomTag.CodeMeaning, meaning), (DicomTag.CodeValue, value), (DicomTag.CodingSchemeDesignator, scheme) })
        {
            if (text is not null)
            {
                entry.Set(tag, text);
            }
        }

        Assert.Equal(expected, ReportOutline.CodedEntry(entry, withCode: true));
    }

    [Theory]
    [InlineData("20200131", "DA", "2020-01-31")]
    [InlineData("20200230", "DA", null)]
    [InlineData("101530.500000", "TM", "10:15:30.5")]
    [InlineData("2020013110", "DT", "2020-01-31 10 h")]
    [InlineData("2020", "DT", null)]
    [InlineData("20200131-0500", "DT", "2020-01-31 -0500")]
    [InlineData("045Y", "AS", "45 years")]
    [InlineData("20200131", "LO", null)]
    public void Describe_Moments_AsAPersonWritesThem(string text, string vr, string? expected)
    {
        Assert.True(DicomVR.TryParse((byte)vr[0], (byte)vr[1], out var representation));
        Assert.Equal(expected, DicomMomentText.Describe(text, representation));
    }

    private static DicomDataset Item(string type, string relationship, string? concept)
    {
        var item = new DicomDataset().Set(DicomTag.ValueType, type);
        if (relationship.Length > 0)
        {
            item.Set(DicomTag.RelationshipType, relationship);
        }

        return concept is null ? item : item.SetSequence(DicomTag.ConceptNameCodeSequence, Code(concept));
    }

    private static DicomDataset Code(string meaning) => new DicomDataset().Set(DicomTag.CodeValue, "1").Set(DicomTag.CodeMeaning, meaning);
}
