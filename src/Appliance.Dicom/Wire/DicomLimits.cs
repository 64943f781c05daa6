namespace Appliance.Dicom;

/// <summary>The limits that hold whatever a caller asks for, so that no input takes the process with it.</summary>
public static class DicomLimits
{
    /// <summary>The deepest nesting of sequences that any option may allow; writing goes no deeper either.</summary>
    public const int MaxDepth = 512;

    /// <summary>The largest value that is handed out in one piece, in bytes; larger ones are read in slices.</summary>
    public const int MaxValueInMemory = 0x7FFF_FFC7;

    /// <summary>How far the search for a data set's beginning looks into a file, in bytes.</summary>
    public const int MaxSniff = 4096;

    /// <summary>The most bytes the File Meta Information may take: it holds a dozen short elements and perhaps private information.</summary>
    public const int MaxFileMeta = 1 << 20;
}
