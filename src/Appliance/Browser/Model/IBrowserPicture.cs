using Appliance.Imaging;

namespace Appliance.Browser;

/// <summary>A sequence of frames that can be drawn in the terminal, rendered on the CPU. Not thread-safe: one caller at a time.</summary>
internal interface IBrowserPicture : IDisposable
{
    /// <summary>What it is, for the title line.</summary>
    string Title { get; }

    /// <summary>How many frames.</summary>
    int Count { get; }

    /// <summary>The frame to begin with, counted from 0; null when nothing speaks for one.</summary>
    int? First { get; }

    /// <summary>Height of a pixel over its width.</summary>
    double PixelAspectRatio { get; }

    /// <summary>The current window, in words; empty for colour.</summary>
    string WindowText { get; }

    /// <summary>The presentation state in force, or that there are some, and what of them cannot be shown; empty when there is none.</summary>
    string StateText { get; }

    /// <summary>What is odd about the frame drawn last, its image and its series, in words; empty for most.</summary>
    string NoteText { get; }

    /// <summary>What it says, when it is text alone; null when there is something to look at. Reads every page.</summary>
    string? Text { get; }

    /// <summary>Saves the document that it stands for into the folder of exports and tells so in words; null when it stands for none.</summary>
    string? SaveDocument();

    /// <summary>Makes the window brighter or narrower by steps of a tenth of its width.</summary>
    void AdjustWindow(int centerSteps, int widthSteps);

    /// <summary>Back to the window of the object, or of the presentation state.</summary>
    void ResetWindow();

    /// <summary>Black for white, or back.</summary>
    void Invert();

    /// <summary>The next presentation state of the frame drawn last; after the last one the object's own way.</summary>
    void NextState();

    /// <summary>Shutters, overlays and figures over the picture, or none.</summary>
    void ToggleGraphics();

    /// <summary>Frame <paramref name="index"/>, counted from 0.</summary>
    RenderedImage Render(int index);
}
