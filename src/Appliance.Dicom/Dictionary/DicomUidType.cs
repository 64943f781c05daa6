namespace Appliance.Dicom;

/// <summary>What a registered UID names (PS3.6 annex A).</summary>
public enum DicomUidType
{
    /// <summary>Not in the registry: an instance, a private class, or one of a later standard.</summary>
    Unknown,

    /// <summary>A service-object pair class.</summary>
    SopClass,

    /// <summary>A set of classes negotiated together.</summary>
    MetaSopClass,

    /// <summary>A service class.</summary>
    ServiceClass,

    /// <summary>A transfer syntax.</summary>
    TransferSyntax,

    /// <summary>An instance with a fixed UID.</summary>
    WellKnownInstance,

    /// <summary>A frame of reference with a fixed UID, in space or in time.</summary>
    FrameOfReference,

    /// <summary>A coding scheme.</summary>
    CodingScheme,

    /// <summary>The application context of PS3.7.</summary>
    ApplicationContext,

    /// <summary>A model of application hosting (PS3.19).</summary>
    HostingModel,

    /// <summary>A mapping resource or context group (PS3.16).</summary>
    MappingResource,

    /// <summary>A name of the LDAP schema (PS3.15).</summary>
    LdapName,
}
