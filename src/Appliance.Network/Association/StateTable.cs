namespace Appliance.Network;

/// <summary>
/// The state transition table of the upper layer (PS3.8 Table 9-10) and the state each action leads to (Tables 9-6 to 9-9), as data.
/// </summary>
internal static class StateTable
{
    private const int States = 13;
    private const byte Nil = (byte)UpperLayerAction.None;
    private const byte AE1 = (byte)UpperLayerAction.AE1;
    private const byte AE2 = (byte)UpperLayerAction.AE2;
    private const byte AE3 = (byte)UpperLayerAction.AE3;
    private const byte AE4 = (byte)UpperLayerAction.AE4;
    private const byte AE5 = (byte)UpperLayerAction.AE5;
    private const byte AE6 = (byte)UpperLayerAction.AE6;
    private const byte AE7 = (byte)UpperLayerAction.AE7;
    private const byte AE8 = (byte)UpperLayerAction.AE8;
    private const byte DT1 = (byte)UpperLayerAction.DT1;
    private const byte DT2 = (byte)UpperLayerAction.DT2;
    private const byte AR1 = (byte)UpperLayerAction.AR1;
    private const byte AR2 = (byte)UpperLayerAction.AR2;
    private const byte AR3 = (byte)UpperLayerAction.AR3;
    private const byte AR4 = (byte)UpperLayerAction.AR4;
    private const byte AR5 = (byte)UpperLayerAction.AR5;
    private const byte AR6 = (byte)UpperLayerAction.AR6;
    private const byte AR7 = (byte)UpperLayerAction.AR7;
    private const byte AR8 = (byte)UpperLayerAction.AR8;
    private const byte AR9 = (byte)UpperLayerAction.AR9;
    private const byte R10 = (byte)UpperLayerAction.AR10;
    private const byte AA1 = (byte)UpperLayerAction.AA1;
    private const byte AA2 = (byte)UpperLayerAction.AA2;
    private const byte AA3 = (byte)UpperLayerAction.AA3;
    private const byte AA4 = (byte)UpperLayerAction.AA4;
    private const byte AA5 = (byte)UpperLayerAction.AA5;
    private const byte AA6 = (byte)UpperLayerAction.AA6;
    private const byte AA7 = (byte)UpperLayerAction.AA7;
    private const byte AA8 = (byte)UpperLayerAction.AA8;

    // A row for each event Evt1..Evt19, a column for each state Sta1..Sta13.
    private static ReadOnlySpan<byte> Cells =>
    [
        // 1   2    3    4    5    6    7    8    9   10   11   12   13
        AE1, Nil, Nil, Nil, Nil, Nil, Nil, Nil, Nil, Nil, Nil, Nil, Nil, // Evt1  A-ASSOCIATE request
        Nil, Nil, Nil, AE2, Nil, Nil, Nil, Nil, Nil, Nil, Nil, Nil, Nil, // Evt2  transport connect confirmation
        Nil, AA1, AA8, Nil, AE3, AA8, AA8, AA8, AA8, AA8, AA8, AA8, AA6, // Evt3  A-ASSOCIATE-AC
        Nil, AA1, AA8, Nil, AE4, AA8, AA8, AA8, AA8, AA8, AA8, AA8, AA6, // Evt4  A-ASSOCIATE-RJ
        AE5, Nil, Nil, Nil, Nil, Nil, Nil, Nil, Nil, Nil, Nil, Nil, Nil, // Evt5  transport connect indication
        Nil, AE6, AA8, Nil, AA8, AA8, AA8, AA8, AA8, AA8, AA8, AA8, AA7, // Evt6  A-ASSOCIATE-RQ
        Nil, Nil, AE7, Nil, Nil, Nil, Nil, Nil, Nil, Nil, Nil, Nil, Nil, // Evt7  A-ASSOCIATE response (accept)
        Nil, Nil, AE8, Nil, Nil, Nil, Nil, Nil, Nil, Nil, Nil, Nil, Nil, // Evt8  A-ASSOCIATE response (reject)
        Nil, Nil, Nil, Nil, Nil, DT1, Nil, AR7, Nil, Nil, Nil, Nil, Nil, // Evt9  P-DATA request
        Nil, AA1, AA8, Nil, AA8, DT2, AR6, AA8, AA8, AA8, AA8, AA8, AA6, // Evt10 P-DATA-TF
        Nil, Nil, Nil, Nil, Nil, AR1, Nil, Nil, Nil, Nil, Nil, Nil, Nil, // Evt11 A-RELEASE request
        Nil, AA1, AA8, Nil, AA8, AR2, AR8, AA8, AA8, AA8, AA8, AA8, AA6, // Evt12 A-RELEASE-RQ
        Nil, AA1, AA8, Nil, AA8, AA8, AR3, AA8, AA8, R10, AR3, AA8, AA6, // Evt13 A-RELEASE-RP
        Nil, Nil, Nil, Nil, Nil, Nil, Nil, AR4, AR9, Nil, Nil, AR4, Nil, // Evt14 A-RELEASE response
        Nil, Nil, AA1, AA2, AA1, AA1, AA1, AA1, AA1, AA1, AA1, AA1, Nil, // Evt15 A-ABORT request
        Nil, AA2, AA3, Nil, AA3, AA3, AA3, AA3, AA3, AA3, AA3, AA3, AA2, // Evt16 A-ABORT
        Nil, AA5, AA4, AA4, AA4, AA4, AA4, AA4, AA4, AA4, AA4, AA4, AR5, // Evt17 transport connection closed
        Nil, AA2, Nil, Nil, Nil, Nil, Nil, Nil, Nil, Nil, Nil, Nil, AA2, // Evt18 ARTIM expired
        Nil, AA1, AA8, Nil, AA8, AA8, AA8, AA8, AA8, AA8, AA8, AA8, AA7, // Evt19 unrecognized or invalid PDU
    ];

    /// <summary>What the table prescribes. An event that comes from the peer never meets an empty cell without being aborted by the caller.</summary>
    internal static UpperLayerAction ActionFor(UpperLayerState state, UpperLayerEvent happened) =>
        (UpperLayerAction)Cells[(((int)happened - 1) * States) + (int)state - 1];

    /// <summary>The state an action ends in.</summary>
    /// <param name="action">The action, not <see cref="UpperLayerAction.None"/>.</param>
    /// <param name="isRequestor">AR-8, release collision, differs by the side that opened the association.</param>
    /// <param name="isAcceptable">AE-6 goes to Sta3 for a request that can be considered, to Sta13 for one the protocol machine itself refuses.</param>
    internal static UpperLayerState StateAfter(UpperLayerAction action, bool isRequestor, bool isAcceptable) => action switch
    {
        UpperLayerAction.AE1 => UpperLayerState.Sta4,
        UpperLayerAction.AE2 => UpperLayerState.Sta5,
        UpperLayerAction.AE3 or UpperLayerAction.AE7 or UpperLayerAction.DT1 or UpperLayerAction.DT2 => UpperLayerState.Sta6,
        UpperLayerAction.AE5 => UpperLayerState.Sta2,
        UpperLayerAction.AE6 => isAcceptable ? UpperLayerState.Sta3 : UpperLayerState.Sta13,
        UpperLayerAction.AR1 or UpperLayerAction.AR6 => UpperLayerState.Sta7,
        UpperLayerAction.AR2 or UpperLayerAction.AR7 => UpperLayerState.Sta8,
        UpperLayerAction.AR8 => isRequestor ? UpperLayerState.Sta9 : UpperLayerState.Sta10,
        UpperLayerAction.AR9 => UpperLayerState.Sta11,
        UpperLayerAction.AR10 => UpperLayerState.Sta12,
        UpperLayerAction.AE8 or UpperLayerAction.AR4 or UpperLayerAction.AA1 or UpperLayerAction.AA6 or UpperLayerAction.AA7 or UpperLayerAction.AA8
            => UpperLayerState.Sta13,
        UpperLayerAction.AE4 or UpperLayerAction.AR3 or UpperLayerAction.AR5
            or UpperLayerAction.AA2 or UpperLayerAction.AA3 or UpperLayerAction.AA4 or UpperLayerAction.AA5 => UpperLayerState.Sta1,
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "An empty cell of the state table has no next state."),
    };
}
