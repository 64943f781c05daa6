<#
.SYNOPSIS
Restores, checks, builds, tests and publishes the appliance.

.DESCRIPTION
    build.ps1 [VERB] [RID] [-Configuration Debug|Release] [-DryRun] [-Dotnet PATH]

    restore   fetch the pinned packages
    check     layout of the sources (dotnet format), then a build in which every warning is an error
    build     build all projects
    test      build and run all tests
    publish   one native file in artifacts/publish/RID; RID defaults to this machine's
    help      this text

It runs in PowerShell 7 and in Windows PowerShell 5.1. It uses language features, native commands and .NET calls alone, no cmdlets:
so the tests can run it in-process, where no modules and no pwsh are installed.
#>
param(
    [Parameter(Position = 0)] [string] $Verb = 'help',
    [Parameter(Position = 1)] [string] $Rid = '',
    [Parameter(ValueFromRemainingArguments = $true)] [string[]] $Unexpected = @(),
    [string] $Configuration = 'Release',
    [string] $Dotnet = 'dotnet',
    [switch] $DryRun
)

$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$solution = [IO.Path]::Combine($root, 'appliance.sln')
$verbs = @('restore', 'check', 'build', 'test', 'publish', 'help')
$rids = @('linux-x64', 'linux-arm64', 'win-x64', 'win-arm64', 'osx-x64', 'osx-arm64')

function Get-MachineRid {
    $architecture = [Runtime.InteropServices.RuntimeInformation]::OSArchitecture.ToString().ToLowerInvariant()
    $system = 'linux'
    if ([Environment]::OSVersion.Platform -eq [PlatformID]::Win32NT) { $system = 'win' }
    elseif ([Runtime.InteropServices.RuntimeInformation]::IsOSPlatform([Runtime.InteropServices.OSPlatform]::OSX)) { $system = 'osx' }
    "$system-$architecture"
}

# One line to the error stream and the exit code of a wrong call; a thrown error would bury the line in a stack trace.
function Stop-Usage([string] $problem) {
    [Console]::Error.WriteLine("build.ps1: $problem")
    exit 1
}

# Runs dotnet, shows the command first, and ends the script with its exit code when it fails.
function Invoke-Dotnet([string[]] $arguments) {
    $shown = [string]::Join(' ', $arguments)
    "> $Dotnet $shown"
    if ($DryRun) { return }
    & $Dotnet $arguments
    if ($LASTEXITCODE -ne 0) {
        $code = $LASTEXITCODE
        [Console]::Error.WriteLine("build.ps1: '$Dotnet $shown' ended with exit code $code")
        exit $code
    }
}

function Invoke-Publish([string] $target) {
    $machine = Get-MachineRid
    $folder = [IO.Path]::Combine($root, 'artifacts', 'publish', $target)
    $project = [IO.Path]::Combine($root, 'src', 'Appliance')
    $arguments = @('publish', $project, '-c', $Configuration, '-r', $target, '-o', $folder)
    if ($target.Split('-')[0] -ne $machine.Split('-')[0]) {
        # Native AOT links with the tools of the target's own system; for another system the same program ships with the runtime inside.
        "$target is not the system of this machine ($machine): publishing a self-contained single file instead of a native one"
        $arguments += @('--self-contained', '-p:PublishAot=false', '-p:PublishSingleFile=true', '-p:EnableCompressionInSingleFile=true',
            '-p:IncludeNativeLibrariesForSelfExtract=true')
    }
    Invoke-Dotnet $arguments
    "published to $folder"
}

if ($Unexpected.Count -gt 0) { Stop-Usage "unexpected argument '$($Unexpected[0])'; call 'build.ps1 help' for the form" }
if ($verbs -notcontains $Verb) { Stop-Usage "unknown verb '$Verb'; the verbs are $([string]::Join(', ', $verbs))" }
if (@('Debug', 'Release') -notcontains $Configuration) { Stop-Usage "unknown configuration '$Configuration'; it is Debug or Release" }
if ($Rid -ne '' -and $Verb -ne 'publish') { Stop-Usage "verb '$Verb' takes no argument, found '$Rid'; only publish takes one, the RID" }
if ($Rid -ne '' -and $rids -notcontains $Rid) { Stop-Usage "unknown RID '$Rid'; the RIDs are $([string]::Join(', ', $rids))" }

switch ($Verb) {
    'restore' { Invoke-Dotnet @('restore', $solution) }
    'check' {
        Invoke-Dotnet @('format', $solution, '--verify-no-changes')
        Invoke-Dotnet @('build', $solution, '-c', $Configuration, '-warnaserror')
    }
    'build' { Invoke-Dotnet @('build', $solution, '-c', $Configuration) }
    'test' { Invoke-Dotnet @('test', '--solution', $solution, '-c', $Configuration) }
    'publish' {
        $target = $Rid
        if ($target -eq '') { $target = Get-MachineRid }
        Invoke-Publish $target
    }
    'help' {
        $text = [IO.File]::ReadAllText($PSCommandPath)
        $from = $text.IndexOf('.DESCRIPTION') + 12
        $text.Substring($from, $text.IndexOf('#>') - $from).Trim("`r", "`n")
    }
}
exit 0
