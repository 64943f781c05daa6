namespace Appliance.Viewer;

/// <summary>How the pixels of a window lie in memory.</summary>
/// <param name="Handle">Xlib's pointer to it.</param>
/// <param name="Depth">Significant bits of a pixel.</param>
/// <param name="RedMask">The bits of red.</param>
/// <param name="BlueMask">The bits of blue.</param>
internal sealed unsafe record X11Visual(nint Handle, int Depth, nuint RedMask, nuint BlueMask)
{
    /// <summary>The visual that GL asks for, or without GL the one of the screen.</summary>
    /// <exception cref="WindowException">The server has no such visual.</exception>
    public static X11Visual Find(X11Connection connection, int? visualId)
    {
        var own = X11Native.XVisualIDFromVisual(X11Native.XDefaultVisual(connection.Display, connection.Screen));
        var wanted = new X11VisualInfo { VisualId = visualId ?? own };
        int found;
        var info = X11Native.XGetVisualInfo(connection.Display, X11Constants.VisualIdMask, &wanted, &found);
        if (info is null || found == 0)
        {
            throw new WindowException($"the X server has no visual 0x{wanted.VisualId:X} to draw on");
        }

        var visual = new X11Visual(info->Visual, info->Depth, info->RedMask, info->BlueMask);
        _ = X11Native.XFree(info);
        return visual;
    }
}
