"""The main job of the command line: train a network on data, say how good it is, and check its gradients."""
