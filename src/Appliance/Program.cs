using System.CommandLine;
using Appliance;

EmbeddedLibraries.Register();
return await new RootCommand("A DICOM node, archive, console browser and viewer in one file.").Parse(args).InvokeAsync();
