namespace Appliance.Imaging;

/// <summary>One voxel of a spectroscopy object by its place, counted from 0.</summary>
/// <param name="Row">Below the first row.</param>
/// <param name="Column">Right of the first column.</param>
/// <param name="Frame">The frame that it is in.</param>
public readonly record struct VoxelIndex(int Row, int Column, int Frame = 0);
