from selfeval_nb.cli import main

main()
