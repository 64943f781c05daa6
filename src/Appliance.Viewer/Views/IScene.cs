using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>Something that draws scenes: GL, or the CPU where there is none. One thread.</summary>
internal interface IScene : IDisposable
{
    /// <summary>What draws, for notes.</summary>
    string Description { get; }

    /// <summary>The widest and highest frame it can show.</summary>
    int MaxFrameSide { get; }

    /// <summary>Draws a scene.</summary>
    void Draw(SceneModel scene);

    /// <summary>Reads back what has been drawn last.</summary>
    RenderedImage Capture();
}
