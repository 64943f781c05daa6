using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>An attribute of the frames of an object: a column of their table.</summary>
public sealed class FrameColumn
{
    internal FrameColumn(string name, IReadOnlyList<FrameStep> path, bool isVector)
    {
        (Name, Path, IsVector) = (name, path, isVector);
    }

    /// <summary>
    /// The keyword, of private attributes the name; with the functional group before it where two groups have the same (<c>A.B</c>), and the
    /// item where it is in a further one (<c>A[2].B</c>).
    /// </summary>
    public string Name { get; }

    /// <summary>The attribute.</summary>
    public DicomTag Tag => Path[^1].Tag;

    /// <summary>The functional group that it is in; null for attributes of the data set itself.</summary>
    public DicomTag? Group => Path.Count > 1 ? Path[0].Tag : null;

    /// <summary>Sequences and items on the way from the frame's groups down to it.</summary>
    internal IReadOnlyList<FrameStep> Path { get; }

    /// <summary>A value of the data set that has one part for each frame, as Frame Increment Pointer names them.</summary>
    internal bool IsVector { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>A step down into a data set.</summary>
/// <param name="Tag">An element.</param>
/// <param name="Item">The item gone into when it is a sequence, 0-based.</param>
internal readonly record struct FrameStep(DicomTag Tag, int Item);
