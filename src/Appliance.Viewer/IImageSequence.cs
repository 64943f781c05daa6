using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>
/// Frames in the order they are looked through: the frames of a multi-frame image, the images of a series, pages of what is no image, or all
/// in a row. The viewer knows no archive and no file; whoever opens it fills this in.
/// </summary>
public interface IImageSequence
{
    /// <summary>Frames over the whole sequence; 0 shows an empty window that says so.</summary>
    int Count { get; }

    /// <summary>The text for the window's title.</summary>
    string Title { get; }

    /// <summary>How long each frame lasts and in which order they are played. Its number of durations is <see cref="Count"/>; null when <see cref="Count"/> is 0.</summary>
    CineTiming? Cine { get; }

    /// <summary>
    /// The frames in the order of their dimensions (PS3.3 C.7.6.17): at each place the index here of the frame that comes there. Null when that
    /// is the order they have, or when they tell no dimensions.
    /// </summary>
    IReadOnlyList<int>? DimensionOrder => null;

    /// <summary>The frames that are drawn as lines on those which they cut; empty when there is nothing to draw.</summary>
    IReadOnlyList<ReferencePlane> ReferencePlanes => [];

    /// <summary>What is odd about the stack or run that a frame belongs to, in words; empty for most.</summary>
    /// <param name="index">0-based, below <see cref="Count"/>.</param>
    IReadOnlyList<string> NotesOf(int index) => [];

    /// <summary>
    /// Reads and decodes a frame. Called by threads of the viewer, several at a time, never by the one that draws; it may take its time.
    /// </summary>
    /// <param name="index">0-based, below <see cref="Count"/>.</param>
    /// <param name="cancellation">Asked for when the window closes.</param>
    /// <exception cref="Exception">Any; its message is shown in place of the frame, and the other frames stay reachable.</exception>
    SequenceFrame Get(int index, CancellationToken cancellation);
}
