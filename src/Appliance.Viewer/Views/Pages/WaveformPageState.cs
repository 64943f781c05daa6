namespace Appliance.Viewer;

/// <summary>How the user has turned a <see cref="WaveformPage"/>.</summary>
/// <param name="Start">The moment at the left edge, in seconds from the beginning.</param>
/// <param name="Speed">Millimetres of paper for a second.</param>
/// <param name="Gain">Millimetres of paper for a millivolt.</param>
/// <param name="Zoom">How much larger than fitted the paper is.</param>
/// <param name="InRows">Every channel has a row of its own, also where the leads would be laid out in columns.</param>
/// <param name="Left">Millimetres of paper left of the window.</param>
/// <param name="Top">Millimetres of paper above the window.</param>
internal sealed record WaveformPageState(
    double Start = 0, double Speed = 25, double Gain = 10, double Zoom = 1, bool InRows = false, double Left = 0, double Top = 0) : PageState
{
    /// <summary>The speeds to choose from, in millimetres for a second.</summary>
    public static IReadOnlyList<double> Speeds { get; } = [12.5, 25, 50];

    /// <summary>The gains to choose from, in millimetres for a millivolt.</summary>
    public static IReadOnlyList<double> Gains { get; } = [5, 10, 20];
}
