namespace Appliance.Browser;

/// <summary>The levels of the query/retrieve information model as the browser walks them (PS3.4 C.6.1.1).</summary>
internal enum BrowserLevel
{
    Patients,
    Studies,
    Series,
    Instances,
}
