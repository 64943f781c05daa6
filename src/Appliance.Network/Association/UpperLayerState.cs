namespace Appliance.Network;

/// <summary>States of the upper layer protocol machine (PS3.8 Tables 9-1 to 9-5), under the standard's names.</summary>
internal enum UpperLayerState : byte
{
    /// <summary>Idle.</summary>
    Sta1 = 1,

    /// <summary>Transport connection open, awaiting A-ASSOCIATE-RQ.</summary>
    Sta2,

    /// <summary>Awaiting the local A-ASSOCIATE response.</summary>
    Sta3,

    /// <summary>Awaiting the transport connection to open.</summary>
    Sta4,

    /// <summary>Awaiting A-ASSOCIATE-AC or -RJ.</summary>
    Sta5,

    /// <summary>Association established, ready for data.</summary>
    Sta6,

    /// <summary>Awaiting A-RELEASE-RP.</summary>
    Sta7,

    /// <summary>Awaiting the local A-RELEASE response.</summary>
    Sta8,

    /// <summary>Release collision, requestor side: awaiting the local A-RELEASE response.</summary>
    Sta9,

    /// <summary>Release collision, acceptor side: awaiting A-RELEASE-RP.</summary>
    Sta10,

    /// <summary>Release collision, requestor side: awaiting A-RELEASE-RP.</summary>
    Sta11,

    /// <summary>Release collision, acceptor side: awaiting the local A-RELEASE response.</summary>
    Sta12,

    /// <summary>Awaiting the transport connection to close; the association no longer exists.</summary>
    Sta13,
}

/// <summary>Events of the machine, in the order of PS3.8 Table 9-10.</summary>
internal enum UpperLayerEvent : byte
{
    /// <summary>Evt1: A-ASSOCIATE request, local user.</summary>
    AssociateRequest = 1,

    /// <summary>Evt2: the transport connection we asked for is open.</summary>
    TransportConfirm,

    /// <summary>Evt3: A-ASSOCIATE-AC received.</summary>
    AcceptReceived,

    /// <summary>Evt4: A-ASSOCIATE-RJ received.</summary>
    RejectReceived,

    /// <summary>Evt5: a transport connection came in.</summary>
    TransportIndication,

    /// <summary>Evt6: A-ASSOCIATE-RQ received.</summary>
    RequestReceived,

    /// <summary>Evt7: A-ASSOCIATE response, local user accepts.</summary>
    Accept,

    /// <summary>Evt8: A-ASSOCIATE response, local user rejects.</summary>
    Reject,

    /// <summary>Evt9: P-DATA request, local user.</summary>
    DataRequest,

    /// <summary>Evt10: P-DATA-TF received.</summary>
    DataReceived,

    /// <summary>Evt11: A-RELEASE request, local user.</summary>
    ReleaseRequest,

    /// <summary>Evt12: A-RELEASE-RQ received.</summary>
    ReleaseRequestReceived,

    /// <summary>Evt13: A-RELEASE-RP received.</summary>
    ReleaseResponseReceived,

    /// <summary>Evt14: A-RELEASE response, local user.</summary>
    ReleaseResponse,

    /// <summary>Evt15: A-ABORT request, local user.</summary>
    AbortRequest,

    /// <summary>Evt16: A-ABORT received.</summary>
    AbortReceived,

    /// <summary>Evt17: the transport connection closed.</summary>
    TransportClosed,

    /// <summary>Evt18: the ARTIM timer ran out.</summary>
    ArtimExpired,

    /// <summary>Evt19: an unrecognized or invalid PDU received.</summary>
    InvalidPdu,
}

/// <summary>Actions of the machine (PS3.8 Tables 9-6 to 9-9), under the standard's names.</summary>
internal enum UpperLayerAction : byte
{
    /// <summary>The standard leaves the cell empty: it cannot happen, or it is a mistake of the local user.</summary>
    None = 0,
    AE1, AE2, AE3, AE4, AE5, AE6, AE7, AE8,
    DT1, DT2,
    AR1, AR2, AR3, AR4, AR5, AR6, AR7, AR8, AR9, AR10,
    AA1, AA2, AA3, AA4, AA5, AA6, AA7, AA8,
}
